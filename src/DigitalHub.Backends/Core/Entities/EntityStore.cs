using System.Collections.Specialized;
using DigitalHub.Backends.Core.Runs;

namespace DigitalHub.Backends.Core.Entities;

/// <summary>Reads, creates and changes functions, workflows and tasks (contract 1.3, 8.1 and 8.2; transcript <c>functions-and-tasks</c>).</summary>
internal sealed class EntityStore(ICoreTransport transport)
{
    private const int MaxAttempts = 3;

    private static readonly string[] Kept = ["kind", "project", "id", "name", "metadata", "spec"];

    public Task<StoredDocument> GetAsync(EntityAddress address, CancellationToken cancellationToken) =>
        transport.DocumentAsync(Request(HttpMethod.Get, address), cancellationToken);

    public async Task<StoredDocument> CreateAsync(EntityType type, OrderedDictionary document, CancellationToken cancellationToken)
    {
        EntityRules.Check(type, document);
        var sent = Body(type, document);
        var address = new EntityAddress(type, sent.Text("project")!, sent.Text("id")!);
        var post = new CoreRequest(HttpMethod.Post, CorePaths.Entities(type, address.Project)) { Body = JsonText.Write(sent), Subject = CoreSubject.Of(address) };
        return await new Creation(transport, post, sent, CorePaths.Entity(address))
        {
            Exists = () => Errors.Exists(type, address.Id),
            Refused = exception => CoreErrors.TooLarge(Called(type, sent), sent, exception),
        }.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ConflictException"><c>FunctionChanged</c>, <c>WorkflowChanged</c>, <c>TaskChanged</c></exception>
    public async Task<StoredDocument> UpdateAsync(EntityAddress address, EntityChange change, CancellationToken cancellationToken)
    {
        for (var attempts = new Attempts(transport); ; attempts.Next())
        {
            var stored = await transport.DocumentAsync(attempts.Repeated(Request(HttpMethod.Get, address)), cancellationToken).ConfigureAwait(false);
            var current = stored.Map;
            var next = EntityRules.Changed(address.Type, current, change);
            RunBody.Restore(next, current);
            if (!attempts.IsFirst && ValueMap.Same(next, current)) return stored;
            try
            {
                var put = Request(HttpMethod.Put, address) with { Body = JsonText.Write(next) };
                return await transport.DocumentAsync(attempts.Repeated(put), cancellationToken).ConfigureAwait(false);
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception) && attempts.Number < MaxAttempts)
            {
                Notices.Verbose($"The answer to the change of {EntityWords.Of(address.Type).Word} '{address.Id}' was lost: it is looked for, and repeated if it is not there.");
            }
        }
    }

    /// <summary>The body that creates one.</summary>
    public static OrderedDictionary Body(EntityType type, OrderedDictionary given)
    {
        var body = ValueMap.New();
        foreach (var name in Kept)
        {
            if (given[name] is { } value) body[name] = ValueMap.Clone(value);
        }
        body["id"] ??= NameGenerator.Id();
        if (!EntityWords.Of(type).HasVersions)
        {
            // Core knows no metadata of tasks, and no name but the id (contract 4.4).
            body.Remove("metadata");
            body["name"] = body["id"];
        }
        else if (body.Map("metadata") is { } metadata)
        {
            body["metadata"] = RunBody.Without(metadata, RunBody.ServersMetadata);
        }
        return body;
    }

    /// <summary>What a document is, as a person calls it: <c>function 'train'</c>.</summary>
    public static string Called(EntityType type, OrderedDictionary sent) =>
        EntityWords.Of(type) is { HasVersions: true } words ? $"{words.Word} '{sent.Text("name")}'" : $"task of kind '{sent.Text("kind")}'";

    private static CoreRequest Request(HttpMethod method, EntityAddress address) => new(method, CorePaths.Entity(address)) { Subject = CoreSubject.Of(address) };
}
