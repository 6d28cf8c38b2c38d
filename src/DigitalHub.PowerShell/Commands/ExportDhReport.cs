using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;
using DigitalHub.PowerShell.Output;
using DigitalHub.PowerShell.Sessions;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Writes a report about runs as one HTML file.</summary>
[Cmdlet(VerbsData.Export, "DhReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDhReportCommand : RunCommand
{
    private readonly List<(ReportedRun Facts, RunAddress Address, Session Session)> _runs = [];
    private readonly HashSet<(string, RunAddress)> _seen = [];

    private string _place = string.Empty;
    private bool _isChecked;
    private TextSet _names = new([]);

    /// <summary>The file.</summary>
    [Parameter(Position = 1)]
    [TextArgument(Accepts = typeof(FileSystemInfo), Wildcards = true)]
    public string? Path { get; set; }

    /// <summary>The file, taken as it is written.</summary>
    [Parameter]
    [Alias("PSPath", "LP")]
    [TextArgument(Accepts = typeof(FileSystemInfo))]
    public string? LiteralPath { get; set; }

    /// <summary>The report's title.</summary>
    [Parameter]
    [TextArgument]
    public string? Title { get; set; }

    /// <summary>Only metrics of these names; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(MetricCompleter))]
    public string[]? MetricName { get; set; }

    /// <summary>Of how many runs the backend is asked for the metrics, the newest first.</summary>
    [Parameter]
    [ValidateRange(0, 100_000)]
    public int MaxMetricRun { get; set; } = RunReport.DefaultMaxMetricRun;

    /// <summary>How many rows a table of runs has at most, the newest first.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxRow { get; set; } = RunReport.DefaultMaxRow;

    /// <summary>Leaves a file alone that exists.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file even if it is read-only.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives out the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private FileRules Rules => new(Append: false, NoClobber, Force);

    private protected override string? Activity => "Reading runs for a report";

    // Who pipes runs thinks of the path as the first argument; the engine has given it to -Run before it looked at the pipeline.
    private protected override void Both(object? given)
    {
        if (Path is null && LiteralPath is null && GivenFile.PathBehindPipe(given) is { } path) Path = path;
        else base.Both(given);
    }

    private protected override void Begin()
    {
        base.Begin();
        if (Path is null == LiteralPath is null) throw Errors.Value("It is not clear where to write to.", action: "Give one of -Path and -LiteralPath, for example Get-DhRun | Export-DhReport ./week.html.");
        _place = Path is null ? DocumentFiles.Unresolved(this, LiteralPath!) : DocumentFiles.Target(this, Path);
        if ((Path ?? LiteralPath)![^1] is '/' or '\\' && !Directory.Exists(_place)) throw FileErrors.IsFolder(_place);
        _names = new TextSet(MetricName ?? []);
    }

    private protected override bool Takes(Run run)
    {
        if (Session is not null) For(run);
        Add(run, run.Session);
        return true;
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        CheckPlace();
        Start(address.Id, async token => new Run(await session.Client.GetRunAsync(address, token).ConfigureAwait(false), session), run => Add(run, session));
    }

    private protected override void End()
    {
        Drain();
        if (_runs.Count > 0 && ShouldProcess($"report of {_runs.Count} run{(_runs.Count == 1 ? string.Empty : "s")} to '{_place}'", "Export report"))
        {
            ReadMetrics();
            base.End();
            Write();
            return;
        }
        base.End();
    }

    private void Add(Run run, Session session)
    {
        CheckPlace();
        var address = new RunAddress(run.Project, run.Id);
        if (!_seen.Add((session.Location, address)))
        {
            WriteVerbose($"Run {address} came before and counts once.");
            return;
        }
        var facts = ReportedRun.Of(run, session.Type == BackendType.Core ? ConsoleAddress.Of(session, address) : null);
        facts.Metrics = Wanted(facts.Metrics);
        _runs.Add((facts, address, session));
    }

    // Without the file there is nothing to go on with: its errors end the command, before thousands of runs are read.
    private void CheckPlace()
    {
        if (_isChecked) return;
        _isChecked = true;
        try
        {
            NewFile.Check(_place, Rules);
        }
        catch (DigitalHubException exception)
        {
            ThrowTerminatingError(ErrorRecords.From(exception));
        }
    }

    private void ReadMetrics()
    {
        var by = _runs.ToDictionary(run => run.Facts);
        var failed = 0;
        DigitalHubException? first = null;
        foreach (var facts in RunReport.Newest(_runs.Select(run => run.Facts)).Take(MaxMetricRun))
        {
            var (_, address, session) = by[facts];
            Start(address, token => MetricsAsync(session, address, token), answer =>
            {
                facts.Source = answer.Error is null ? MetricSource.Backend : MetricSource.Failed;
                if (answer.Metrics is { } metrics) facts.Metrics = Wanted(metrics);
                if (answer.Error is null) return;
                failed++;
                first ??= answer.Error;
            });
        }
        Drain();
        if (first is not null) WriteWarning($"The metrics of {failed} of the runs can't be read, and the report has those that stand in the runs themselves: {first.Message}");
    }

    private static async Task<(IReadOnlyDictionary<string, RunMetric>? Metrics, DigitalHubException? Error)> MetricsAsync(Session session, RunAddress address, CancellationToken token)
    {
        try
        {
            CheckOpen(session);
            return (await session.Client.GetRunMetricsAsync(address, token).ConfigureAwait(false), null);
        }
        catch (DigitalHubException exception)
        {
            // A report without them is worth more than none.
            return (null, exception);
        }
    }

    private IReadOnlyDictionary<string, RunMetric> Wanted(IReadOnlyDictionary<string, RunMetric> metrics) =>
        _names.IsEmpty ? metrics : metrics.Where(metric => _names.Has(metric.Key)).ToDictionary(StringComparer.Ordinal);

    private void Write()
    {
        var report = new RunReport
        {
            Runs = [.. _runs.Select(run => run.Facts)],
            Time = TimeProvider.System.GetUtcNow(),
            Zone = TimeZoneInfo.Local,
            Title = Title,
            MaxRow = MaxRow,
            MetricNames = MetricName ?? [],
        };
        using var file = NewFile.Open(_place, Rules, Stop);
        FileErrors.Guard(_place, () => Written(file.Writer, report));
        var written = file.Finish(flush: true);
        WriteVerbose($"Wrote {written.FullName}.");
        if (PassThru) GivenFile.Write(this, written);
    }

    private bool Written(TextWriter target, RunReport report)
    {
        try
        {
            Bridge.Factory.ReportWriter.Write(target, report, Stop);
            return true;
        }
        catch (Exception exception) when (Bridge.IsLoadFailure(exception))
        {
            // A library that is missing is no trouble with the file.
            throw Bridge.Incomplete(exception);
        }
    }
}
