using System.Collections;
using System.Reflection;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>Asks the backend of a session for what no command shows.</summary>
internal static class SessionClient
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>The logs of a run, as "pod/container: text".</summary>
    public static async Task<List<string>> LogsAsync(object session, string project, string id)
    {
        var logs = (IEnumerable)await AskAsync(session, "GetRunLogsAsync", project, id);
        return [.. logs.Cast<object>().Select(log => $"{Value(log, "Pod")}/{Value(log, "Container")}: {Value(log, "Text")}")];
    }

    /// <summary>The metrics of a run, as "name=values".</summary>
    public static async Task<List<string>> MetricsAsync(object session, string project, string id)
    {
        var metrics = (IEnumerable)await AskAsync(session, "GetRunMetricsAsync", project, id);
        return [.. metrics.Cast<object>().Select(pair => $"{Value(pair, "Key")}={string.Join(' ', (IEnumerable<double>)Value(Value(pair, "Value")!, "Values")!)}").Order(StringComparer.Ordinal)];
    }

    private static async Task<object> AskAsync(object session, string method, string project, string id)
    {
        var client = session.GetType().GetProperty("Client", Hidden)!.GetValue(session)!;
        var contract = session.GetType().Assembly.GetType("DigitalHub.IBackend")!.GetMethod(method)!;
        var address = Activator.CreateInstance(session.GetType().Assembly.GetType("DigitalHub.RunAddress")!, project, id);
        var task = (Task)contract.Invoke(client, [address, CancellationToken.None])!;
        await task;
        return Value(task, "Result")!;
    }

    private static object? Value(object of, string name) => of.GetType().GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.GetValue(of);
}
