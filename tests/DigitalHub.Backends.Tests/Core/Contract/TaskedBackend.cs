using System.Collections.Concurrent;
using System.Collections.Specialized;
using DigitalHub.Backends.Core;

namespace DigitalHub.Backends.Tests.Core.Contract;

/// <summary>
/// A core wants each run to have a task, and starts what is not executed locally: the runs of the contract get a task of
/// their project and are local, unless they say otherwise themselves. Nothing else is between the tests and the core.
/// </summary>
internal sealed class TaskedBackend(IBackend core, CoreOptions options) : IBackend
{
    private readonly CoreTransport _transport = new(options);
    private readonly ConcurrentDictionary<string, Lazy<Task<(string Function, string Task)>>> _tasks = new(StringComparer.Ordinal);

    public BackendStatus? Known => core.Known;

    public async Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken)
    {
        if (document.Contains("spec") && document["spec"] is not OrderedDictionary) return await core.CreateRunAsync(document, cancellationToken);
        document = ValueMap.Clone(document);
        var spec = document.Section("spec");
        if (!spec.Contains("local_execution")) spec["local_execution"] = true;
        if (!spec.Contains("task") && document.Text("project") is { } project)
        {
            var (function, task) = await _tasks.GetOrAdd(project, name => new Lazy<Task<(string, string)>>(() => MakeTaskAsync(name))).Value;
            spec["task"] = task;
            spec["function"] ??= function;
        }
        return await core.CreateRunAsync(document, cancellationToken);
    }

    private async Task<(string Function, string Task)> MakeTaskAsync(string project)
    {
        try
        {
            await core.GetProjectAsync(project, default);
        }
        catch (DigitalHubException)
        {
            return ($"python://{project}/contract:none", $"python+job://{project}/none");
        }
        var function = await PostAsync(project, "functions", $$"""{"project":"{{project}}","kind":"python","name":"contract","spec":{"source":{"source":"a.py","handler":"main"},"python_version":"PYTHON3_10"} }""");
        var task = await PostAsync(project, "tasks", $$"""{"project":"{{project}}","kind":"python+job","spec":{"function":"python://{{project}}/contract:{{function}}"} }""");
        return ($"python://{project}/contract:{function}", $"python+job://{project}/{task}");
    }

    private async Task<string> PostAsync(string project, string what, string body)
    {
        var answer = await _transport.SendAsync(new CoreRequest(HttpMethod.Post, $"/api/v1/-/{project}/{what}") { Body = body }, default);
        return StoredDocument.Read(System.Text.Encoding.UTF8.GetString(answer.Body.Span)).Map.Text("id")!;
    }

    public Task<BackendStatus> CheckAsync(CancellationToken cancellationToken) => core.CheckAsync(cancellationToken);

    public Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken) => core.GetProjectAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => core.ListProjectsAsync(query, cancellationToken);

    public Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) => core.CountProjectsAsync(query, cancellationToken);

    public Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken) => core.CreateProjectAsync(document, cancellationToken);

    public Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken) => core.UpdateProjectAsync(name, change, cancellationToken);

    public Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken)
    {
        _tasks.TryRemove(name, out _);
        return core.DeleteProjectAsync(name, cascade, cancellationToken);
    }

    public Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunAsync(address, cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, CancellationToken cancellationToken) => core.ListRunsAsync(query, cancellationToken);

    public Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken) => core.CountRunsAsync(query, cancellationToken);

    public Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken) => core.UpdateRunAsync(address, change, cancellationToken);

    public Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken) => core.DeleteRunAsync(address, force, cancellationToken);

    public Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken) => core.InvokeRunActionAsync(address, action, cancellationToken);

    public Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunLogsAsync(address, cancellationToken);

    public Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken) => core.GetRunMetricsAsync(address, cancellationToken);

    public Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken) => core.SetRunMetricAsync(address, name, metric, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await core.DisposeAsync();
        await _transport.DisposeAsync();
    }
}
