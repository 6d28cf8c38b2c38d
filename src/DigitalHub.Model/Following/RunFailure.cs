using System.Collections.Specialized;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>Why a run failed or can't start, for a person: in one sentence from what the backend recorded in it, and what to do about it.</summary>
internal static partial class RunFailure
{
    private const int MaxText = 400;

    /// <summary>One sentence; empty for a run with nothing wrong.</summary>
    public static string Sentence(Run run)
    {
        var status = run.Document.Map("status");
        if (run.Reason is not { } reason || status is null) return string.Empty;
        var container = FailedContainer(status);
        var said = Said(status.Text("message"));
        var sentence = reason switch
        {
            "OutOfMemory" => $"{container?.Words ?? "Its container"} was killed because it used more memory than it may{Code(container)}.",
            "ExitCode" => $"{container?.Words ?? "Its container"} ended{(container?.Code is { } code ? $" with exit code {code}" : " with an error")}{(container?.Reason is { } word and not "Error" ? $" ({word})" : string.Empty)}.",
            "ImagePull" => $"{Image(container)} can't be pulled{Because(LastNote(status, "Failed") ?? LastNote(status, "ErrImage") ?? LastNote(status, "BackOff"))}",
            "Unschedulable" => $"Kubernetes finds no place for its pod{Because(LastNote(status, "FailedScheduling"))}",
            "Evicted" => $"Its pod was evicted{Because(PodText(status, "message") ?? LastNote(status, "Evicted"))}",
            "Deadline" => $"It took longer than its deadline allows{Because(LastNote(status, "Deadline") ?? said)}",
            "BuildFailed" => $"Its build failed{(container is null ? string.Empty : $": {Small(container.Words)} ended{(container.Code is { } number ? $" with exit code {number}" : " with an error")}")}{(container is null ? Because(said) : ".")}",
            _ => said is null ? $"The backend does not say why{(LastWarning(status) is { } warning ? $"; its last warning is: {Dot(warning)}" : ".")}" : Dot(said),
        };
        // What the sentence does not tell yet.
        return said is null || reason is "Unknown" or "Deadline" || sentence.Contains(said, StringComparison.Ordinal) || (reason == "BuildFailed" && container is null)
            ? sentence
            : $"{sentence} The backend says: {Dot(said)}";
    }

    /// <summary>What can be done.</summary>
    public static string Advice(Run run) => run.Reason switch
    {
        "OutOfMemory" => $"Run it again with more memory: Copy-DhRun {run.Id} -Spec @{{ resources = @{{ mem = '8Gi' }} }}.",
        "ImagePull" => "Check the name of the image, and that the cluster may pull it.",
        "Unschedulable" => $"Ask for less (resources, profile), or wait until there is room: Wait-DhRun {run.Id} -State RUNNING.",
        "Evicted" or "Deadline" => $"Run it again with Copy-DhRun {run.Id}.",
        _ => $"Read its whole log with Get-DhRunLog {run.Id}; run it again with Copy-DhRun {run.Id}.",
    };

    /// <summary>The name of the container that failed, whose log tells most; null where none is known.</summary>
    public static string? Container(Run run) => run.Document.Map("status") is { } status ? FailedContainer(status)?.Name : null;

    private static Ended? FailedContainer(OrderedDictionary status) =>
        Maps(status["pods"])
            .SelectMany(pod => Maps(pod["containers"]).Concat(Maps(pod["initContainers"])))
            .Select(Ended.Of)
            .OfType<Ended>()
            .OrderByDescending(container => container.Code is not (null or "0"))
            .ThenByDescending(container => container.Code is null && container.Reason is not null)
            .FirstOrDefault(container => container.Code is not "0");

    private static string Code(Ended? container) => container?.Code is { } code ? $" (exit code {code})" : string.Empty;

    private static string Image(Ended? container) => container?.Image is { } image ? $"The image '{image}'" : "Its image";

    private static string? LastNote(OrderedDictionary status, string reason) => Events(status).LastOrDefault(happened => happened.Reason.Contains(reason, StringComparison.OrdinalIgnoreCase)).Note;

    private static string? LastWarning(OrderedDictionary status) =>
        Events(status).LastOrDefault(happened => happened.IsWarning) is { Reason: { Length: > 0 } reason } warning ? $"{reason}{(warning.Note is null ? string.Empty : $", {warning.Note}")}" : null;

    // In order of time: core lists them in none.
    private static IEnumerable<(string Reason, string? Note, bool IsWarning)> Events(OrderedDictionary status) =>
        Maps(status["events"])
            .OrderBy(RunReason.Time)
            .Select(happened => (happened.Text("reason") ?? string.Empty, happened.Text("note"), happened.Text("type") == "Warning"));

    private static string? PodText(OrderedDictionary status, string name) => Maps(status["pods"]).Select(pod => pod.Text(name)).LastOrDefault(text => !string.IsNullOrEmpty(text));

    private static IEnumerable<OrderedDictionary> Maps(object? list) => list is Array items ? items.OfType<OrderedDictionary>() : [];

    // Kubernetes' own answer, which core hands on as JSON behind "k8s:".
    private static string? Said(string? message)
    {
        message = message?.Trim();
        if (string.IsNullOrEmpty(message)) return null;
        var at = message.IndexOf('{', StringComparison.Ordinal);
        if (at >= 0 && message.StartsWith("k8s:", StringComparison.Ordinal))
        {
            try
            {
                var answer = JsonText.Parse(message[at..]) as OrderedDictionary;
                if (answer?.Text("message") is { Length: > 0 } told) return Shorten($"Kubernetes refused it: {told}");
                if (answer?.Text("error") is { Length: > 0 } error) return Shorten($"Kubernetes can't be used: {error}{(answer.Text("path") is { } path ? $" at {path}" : string.Empty)}");
            }
            catch (JsonException)
            {
                // Then as it stands.
            }
        }
        return Shorten(message.ReplaceLineEndings(" "));
    }

    private static string Because(string? text) => string.IsNullOrWhiteSpace(text) ? "." : $": {Dot(Shorten(text.Trim().ReplaceLineEndings(" ")))}";

    private static string Dot(string text) => text[^1] is '.' or '!' or '?' ? text : $"{text}.";

    private static string Small(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Shorten(string text) => Errors.Shorten(text, MaxText);

    /// <summary>A container that is not running, as core writes its state: <c>terminated at 2026-11-24T14:00:09Z exitCode: 137 reason: OOMKilled</c>.</summary>
    private sealed record Ended(string? Name, string? Image, string? Code, string? Reason)
    {
        public string Words => Name is null ? "Its container" : $"Container '{Name}'";

        public static Ended? Of(OrderedDictionary container) =>
            container.Text("state") is not { } state || state.StartsWith("running", StringComparison.OrdinalIgnoreCase)
                ? null
                : new(container.Text("name"), container.Text("image"), Part(ExitCode(), state), Part(Why(), state));

        private static string? Part(Regex pattern, string state) => pattern.Match(state) is { Success: true } match ? match.Groups[1].Value : null;
    }

    [GeneratedRegex(@"exit ?code: ?(-?\d+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ExitCode();

    [GeneratedRegex(@"reason: ?(\w+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Why();
}
