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
    private static readonly (string Word, string Reason)[] Signs =
    [
        ("OOMKilled", "OutOfMemory"),
        ("Evicted", "Evicted"),
        ("ErrImagePull", "ImagePull"),
        ("ImagePullBackOff", "ImagePull"),
        ("InvalidImageName", "ImagePull"),
        ("DeadlineExceeded", "Deadline"),
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
            RunState.Ready or RunState.Pending => Sign(pods) ?? Sign(Texts(status["events"])),
            RunState.Error => OfFailure(document, status, pods),
            _ => null,
        };
    }

    private static string OfFailure(OrderedDictionary document, OrderedDictionary status, List<string> pods)
    {
        if (Sign(pods) is { } seen) return seen;
        if (Sign(Texts(status["message"])) is { } said) return said;
        if (pods.Any(text => NonZeroExit().IsMatch(text))) return "ExitCode";
        // Events outlive their cause: they count only where no container ever got so far.
        if (Sign(Texts(status["events"])) is { } happened) return happened;
        var action = RunFacts.Action(document.Text("kind") ?? string.Empty, document.Map("spec")?.Text("task"));
        return action == "build" ? "BuildFailed" : "Unknown";
    }

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
