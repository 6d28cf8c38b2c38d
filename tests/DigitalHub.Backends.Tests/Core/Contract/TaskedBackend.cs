using System.Collections.Concurrent;
using System.Collections.Specialized;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core.Contract;

/// <summary>
/// A core wants each run to have a task, and starts what is not executed locally: the runs of the contract get a task of
/// their project and are local, unless they say otherwise themselves. Nothing else is between the tests and the core.
/// </summary>
internal sealed class TaskedBackend(IBackend core) : PassingBackend(core)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(string Function, string Task)>>> _tasks = new(StringComparer.Ordinal);

    public override async Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken)
    {
        if (document.Contains("spec") && document["spec"] is not OrderedDictionary) return await base.CreateRunAsync(document, cancellationToken);
        document = ValueMap.Clone(document);
        var spec = document.Section("spec");
        if (!spec.Contains("local_execution")) spec["local_execution"] = true;
        if (!spec.Contains("task") && document.Text("project") is { } project)
        {
            var (function, task) = await _tasks.GetOrAdd(project, name => new Lazy<Task<(string, string)>>(() => MakeTaskAsync(name))).Value;
            spec["task"] = task;
            spec["function"] ??= function;
        }
        return await base.CreateRunAsync(document, cancellationToken);
    }

    private async Task<(string Function, string Task)> MakeTaskAsync(string project)
    {
        try
        {
            await GetProjectAsync(project, default);
        }
        catch (DigitalHubException)
        {
            return ($"python://{project}/contract:none", $"python+job://{project}/none");
        }
        var function = await MakeAsync(EntityType.Function, $$"""{"project":"{{project}}","kind":"python","name":"contract","spec":{"source":{"source":"a.py","handler":"main"},"python_version":"PYTHON3_10"} }""");
        var task = await MakeAsync(EntityType.Task, $$"""{"project":"{{project}}","kind":"python+job","spec":{"function":"python://{{project}}/contract:{{function}}"} }""");
        return ($"python://{project}/contract:{function}", $"python+job://{project}/{task}");
    }

    private async Task<string> MakeAsync(EntityType type, string body) => (await CreateEntityAsync(type, Docs.Json(body), default)).Id();

    public override Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken)
    {
        _tasks.TryRemove(name, out _);
        return base.DeleteProjectAsync(name, cascade, cancellationToken);
    }
}
