using DigitalHub.FakeCore.Hosting;
using DigitalHub.FakeCore.Model;
using DigitalHub.FakeCore.Paging;
using DigitalHub.FakeCore.Store;

namespace DigitalHub.FakeCore.Routes;

/// <summary>Logs as a collection: to be read, and on older cores to be posted, which loses the content (<c>core-0.14.json</c>).</summary>
internal sealed class LogRoutes(CoreServices core) : EntityRoutes(core, EntityType.Run)
{
    private const string Root = "/api/v1/-/{project}/logs";

    public override IEnumerable<Route> Routes()
    {
        yield return Get(Root, Permission.Project, List);
        if (Core.Rules.LogsCanBePosted)
        {
            yield return Post(Root, Permission.Project, Create);
        }
    }

    private Answer List(CoreRequest request)
    {
        var page = PageRequest.Parse(request.Query, SortKey.NewestFirst);
        var run = request.Query["run"];
        LogEntry[] logs;
        lock (Core.Store.Gate)
        {
            logs = [.. Core.Store.All(Type, Project(request))
                .Where(entity => run is null || entity.Id == run)
                .SelectMany(entity => Core.Store.FindParts(entity.Id)?.Logs ?? [])
                .OrderByDescending(log => log.Created)];
        }
        var content = logs.Skip((int)Math.Min(page.Offset, int.MaxValue)).Take(page.Size)
            .Select(log => (ReadOnlyMemory<byte>)Json.Write(writer => LogWriter.Write(writer, log, Core.Rules)));
        return Answer.Document(PageWriter.Write([.. content], logs.Length, page)) with { ApiHeaders = Core.Rules.LogsCanBePosted };
    }

    private Answer Create(CoreRequest request)
    {
        var draft = EntityDraft.Read(request);
        var run = Json.String(draft.Spec, "run");
        if (run is null || Core.Store.Get(Type, run) is null)
        {
            throw CoreError.Project(400, "invalid run");
        }
        var log = new LogEntry(draft.Id ?? Names.Id(), Project(request)!, run, "", [], request.Now)
        {
            User = request.Principal.Name,
            Version = Core.Rules.Level == 14 ? Names.TwoWords() : null,
        };
        Core.Store.Parts(run).Logs.Add(log);
        return Answer.Document(writer => LogWriter.Write(writer, log, Core.Rules));
    }
}
