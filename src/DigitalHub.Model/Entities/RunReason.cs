using System.Collections;
using System.Collections.Specialized;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>
/// Why a run failed or can't start, in the vocabulary of design section 5, from what the backend recorded in the run:
/// <c>status.pods[].containers[].state</c>, <c>status.message</c>, <c>status.events</c> (transcript <c>runs-remote-fail</c>,
/// sample <c>container-job-pending-unschedulable</c>).
/// </summary>
internal static partial class RunReason
{
    /// <summary>All reasons.</summary>
    public static readonly IReadOnlyList<string> All =
        ["OutOfMemory", "Unschedulable", "ImagePull", "ExitCode", "Evicted", "BuildFailed", "Deadline", "Unknown"];

    /// <summary>The states in which a run may have a reason.</summary>
    public static readonly IReadOnlyList<string> States = [RunState.Error, RunState.Pending, RunState.Ready];

    private static readonly (string Word, string Reason)[] Signs =
    [
        ("OOMKilled", "OutOfMemory"),
        ("Evicted", "Evicted"),
        ("ErrImagePull", "ImagePull"),
        ("ImagePullBackOff", "ImagePull"),
        ("InvalidImageName", "ImagePull"),
        ("Failed to pull image", "ImagePull"),
        ("DeadlineExceeded", "Deadline"),
        ("longer than specified deadline", "Deadline"),
        ("Unschedulable", "Unschedulable"),
        ("FailedScheduling", "Unschedulable"),
    ];

    public static string? Of(OrderedDictionary document)
    {
        if (document.Map("status") is not { } status) return null;
        var state = status.Text("state");
        var pods = Texts(status["pods"]).ToList();
        return state switch
        {
            RunState.Ready or RunState.Pending => Sign(pods) ?? Sign(Texts(Standing(status))),
            RunState.Error => OfFailure(document, status, pods),
            _ => null,
        };
    }

    private static string OfFailure(OrderedDictionary document, OrderedDictionary status, List<string> pods)
    {
        if (Sign(pods) is { } seen) return seen;
        if (Sign(Texts(status["message"])) is { } said) return said;
        var isBuild = RunFacts.Action(document.Text("kind") ?? string.Empty, document.Map("spec")?.Text("task")) == "build";
        if (pods.Any(text => NonZeroExit().IsMatch(text))) return isBuild ? "BuildFailed" : "ExitCode";
        // Events outlive their cause: they count only where no container ever got so far.
        return Sign(Texts(Standing(status))) ?? (isBuild ? "BuildFailed" : "Unknown");
    }

    // What kept a pod from being scheduled until it was says nothing any more (transcript runs-remote-python).
    private static object?[] Standing(OrderedDictionary status)
    {
        object?[] all = status["events"] is Array events ? [.. events.Cast<object?>()] : [];
        var scheduled = all.OfType<OrderedDictionary>().Where(happened => happened.Text("reason") == "Scheduled").Select(Time).DefaultIfEmpty(double.MinValue).Max();
        return [.. all.Where(happened => happened is not OrderedDictionary map || map.Text("reason") != "FailedScheduling" || Time(map) > scheduled)];
    }

    /// <summary>When an event happened, in seconds; 0 where it does not say.</summary>
    public static double Time(OrderedDictionary happened) => happened["timestamp"] switch
    {
        double seconds => seconds,
        long seconds => seconds,
        _ => 0,
    };

    /// <summary>The reason that a text speaks of in Kubernetes' words, or null.</summary>
    public static string? OfText(string text) => Sign([text]);

    private static string? Sign(IEnumerable<string> texts)
    {
        var all = texts as ICollection<string> ?? [.. texts];
        return Signs.FirstOrDefault(sign => all.Any(text => text.Contains(sign.Word, StringComparison.OrdinalIgnoreCase))).Reason;
    }

    private static IEnumerable<string> Texts(object? value) => value switch
    {
        string text => [text],
        IDictionary map => map.Values.Cast<object?>().SelectMany(Texts),
        Array list => list.Cast<object?>().SelectMany(Texts),
        _ => [],
    };

    [GeneratedRegex(@"exit ?code: ?-?[1-9]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NonZeroExit();
}
