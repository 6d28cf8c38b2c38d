using System.Reflection;

namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>What a local store has only from elsewhere, for scripts: found by name from the shell.</summary>
public static class Stage
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Puts a finished run with a log into the store of a run.</summary>
    public static void Log(object run, string id, string text)
    {
        var session = SessionOf(run);
        var model = session.GetType().Assembly;
        var log = model.GetType("DigitalHub.RunLog")!;
        var logs = Array.CreateInstance(log, 1);
        logs.SetValue(Activator.CreateInstance(log, "p", "c-job", text), 0);
        var metrics = Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), model.GetType("DigitalHub.RunMetric")!));
        var document = model.GetType("DigitalHub.StoredDocument")!.GetMethod("Read", [typeof(string)])!.Invoke(null, [$$"""{"id":"{{id}}","project":"{{ProjectOf(run)}}","kind":"python+job:run","name":"{{id}}","metadata":{},"spec":{},"status":{"state":"COMPLETED"} }"""]);
        var whole = Activator.CreateInstance(model.GetType("DigitalHub.WholeRun")!, document, logs, metrics);
        ((Task)model.GetType("DigitalHub.IBackend")!.GetMethod("RecordRunAsync")!.Invoke(Client(session), [whole, CancellationToken.None])!).GetAwaiter().GetResult();
    }

    /// <summary>A session on the store of a run that says it were a core.</summary>
    public static object Core(object run)
    {
        var session = SessionOf(run);
        var type = session.GetType();
        return type.GetConstructors(Hidden).Single().Invoke([Client(session), Enum.Parse(type.GetProperty("Type")!.PropertyType, "Core"), "core.example.org", "https://core.example.org"]);
    }

    private static object Client(object session) => session.GetType().GetProperty("Client", Hidden)!.GetValue(session)!;

    private static object ProjectOf(object run) => run.GetType().GetProperty("Project")!.GetValue(run)!;

    private static object SessionOf(object run) => run.GetType().BaseType!.GetProperty("Session", Hidden)!.GetValue(run)!;
}
