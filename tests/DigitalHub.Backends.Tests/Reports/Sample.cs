using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DigitalHub.Backends.Reports;

namespace DigitalHub.Backends.Tests.Reports;

/// <summary>Runs to report on, the same every time.</summary>
internal static partial class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Kinds = ["python+job:run", "python+serve:run", "container+job:run"];

    /// <summary>A run as reports know it.</summary>
    public static ReportedRun Run(
        string id,
        string state = "COMPLETED",
        double hours = -1,
        string? name = null,
        string kind = "python+job:run",
        string? reason = null,
        string? text = null,
        Uri? page = null,
        string project = "demo",
        (string State, double Seconds)[]? moves = null)
    {
        var created = Now.AddHours(hours);
        moves ??= state == "CREATED" ? [] : [("BUILT", 0.4), ("PENDING", 2), ("RUNNING", 14), (state, 300)];
        return new ReportedRun
        {
            Id = id,
            Name = name ?? id,
            Project = project,
            Kind = kind,
            State = state,
            Backend = "core.example.org",
            User = "ada",
            Reason = reason,
            ReasonText = text,
            Created = created,
            Moves = [.. moves.Select(move => new ReportedMove(move.State, created.AddSeconds(move.Seconds)))],
            Page = page,
        };
    }

    /// <summary>A week of runs of several kinds and states, some with metrics.</summary>
    public static List<ReportedRun> Week(int count = 150)
    {
        var random = new Random(7);
        var runs = new List<ReportedRun>(count);
        for (var i = 0; i < count; i++)
        {
            var kind = Kinds[random.Next(10) switch { < 6 => 0, < 9 => 2, _ => 1 }];
            var state = random.Next(20) switch { < 13 => "COMPLETED", < 17 => "ERROR", < 18 => "STOPPED", < 19 => "RUNNING", _ => "PENDING" };
            if (i % 29 == 0) state = "CREATED";
            var pending = 1 + (random.NextDouble() * 8);
            var running = pending + 2 + (random.NextDouble() * 60);
            var end = running + (Math.Exp(random.NextDouble() * 4.5) * 20);
            (string, double)[] moves = state switch
            {
                "CREATED" => [],
                "PENDING" => [("BUILT", 0.4), ("READY", 0.9), ("PENDING", pending)],
                "RUNNING" => [("BUILT", 0.4), ("READY", 0.9), ("PENDING", pending), ("RUNNING", running)],
                _ => [("BUILT", 0.4), ("READY", 0.9), ("PENDING", pending), ("RUNNING", running), (state, end)],
            };
            var (reason, text) = state != "ERROR" ? (null, null) : random.Next(4) switch
            {
                0 => ("OutOfMemory", "Container 'c-python' was killed because it used more memory than it may (exit code 137)."),
                1 => ("ImagePull", "The image 'registry.example.org/train:2' can't be pulled: not found."),
                _ => ("ExitCode", string.Create(CultureInfo.InvariantCulture, $"Container 'c-python' ended with exit code {1 + random.Next(2)}.")),
            };
            var run = Run(
                $"{random.NextInt64():x16}{random.NextInt64():x16}",
                state,
                state is "RUNNING" or "PENDING" ? -random.NextDouble() * 0.2 : -random.NextDouble() * 168,
                name: $"{(kind == Kinds[0] ? "train" : kind == Kinds[1] ? "serve" : "clean")}-{i:000}",
                kind: kind,
                reason: reason,
                text: text,
                page: new Uri($"https://core.example.org/console/-/demo/runs/r{i}/show"),
                moves: moves);
            if (kind == Kinds[0] && state is "COMPLETED" or "STOPPED")
            {
                var rate = 0.04 + (random.NextDouble() * 0.12);
                double[] loss = [.. Enumerable.Range(0, 40).Select(step => 0.15 + (1.9 * Math.Exp(-rate * step)) + (random.NextDouble() * 0.05))];
                run.Metrics = new Dictionary<string, RunMetric> { ["loss"] = new(loss, true), ["accuracy"] = new([1 - (loss[^1] / 2)], false) };
                run.Source = MetricSource.Backend;
            }
            runs.Add(run);
        }
        return runs;
    }

    /// <summary>The report about some runs.</summary>
    public static string Html(IReadOnlyList<ReportedRun> runs, Func<RunReport, RunReport>? change = null)
    {
        var report = new RunReport { Runs = runs, Time = Now, Zone = TimeZoneInfo.Utc };
        var text = new StringWriter(CultureInfo.InvariantCulture);
        new ReportWriter().Write(text, change is null ? report : change(report), default);
        return text.ToString();
    }

    /// <summary>The elements of a page. HTML as we write it is nearly XML; what it lacks is mended here, so that an end tag that is missing is an error.</summary>
    public static XDocument Parsed(string html)
    {
        var text = html.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal);
        text = VoidTags().Replace(text, "<$1$2/>");
        text = text.Replace(" data-n>", " data-n=\"\">", StringComparison.Ordinal);
        text = Scripts().Replace(text, "<script><![CDATA[$1]]></script>");
        return XDocument.Parse(text.Replace("\uFFFE", string.Empty, StringComparison.Ordinal));
    }

    [GeneratedRegex("<(meta)([^>]*[^/])>")]
    private static partial Regex VoidTags();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();
}
