using System.Management.Automation;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Gets the metrics of runs, and what their containers used.</summary>
[Cmdlet(VerbsCommon.Get, "DhRunMetric")]
[OutputType(typeof(RunMetricValue))]
public sealed class GetDhRunMetricCommand : RunCommand
{
    private const string ResourceView = "DigitalHub.RunMetricValue#Resource";

    private TextSet _names = new([]);

    /// <summary>Only metrics of these names; wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [TextArgument]
    [ArgumentCompleter(typeof(MetricCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Gets what the containers of the run used, instead of its metrics.</summary>
    [Parameter]
    public SwitchParameter Resource { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        _names = new TextSet(Name ?? []);
    }

    // Runs that are piped in: what stands first are names of metrics.
    private protected override void Both(object? given)
    {
        var items = RunSelector.Items(given).Select(ShellValues.Bare).ToList();
        if (Name is not null || !items.TrueForAll(item => item is string { Length: > 0 })) base.Both(given);
        Name = [.. items.Cast<string>()];
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var target = selection.Run ?? (object)address.Id;
        if (Resource) Start(target, token => session.Client.GetRunResourcesAsync(address, token), samples => Write(samples.SelectMany(sample => Values(sample, address, session))));
        else Start(target, token => session.Client.GetRunMetricsAsync(address, token), metrics => Write(Values(metrics, address, session)));
    }

    private void Write(IEnumerable<RunMetricValue> values)
    {
        foreach (var value in values)
        {
            if (!_names.IsEmpty && !_names.Has(value.Name)) continue;
            if (!Resource)
            {
                WriteObject(value);
                continue;
            }
            var shown = PSObject.AsPSObject(value);
            shown.TypeNames.Insert(0, ResourceView);
            WriteObject(shown);
        }
    }

    private static IEnumerable<RunMetricValue> Values(IReadOnlyDictionary<string, RunMetric> metrics, RunAddress address, Session session) =>
        metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal).SelectMany(metric => RunMetricValue.Of(address, session, metric.Key, metric.Value));

    private static IEnumerable<RunMetricValue> Values(ResourceSample sample, RunAddress address, Session session) =>
        sample.Usage.OrderBy(use => use.Key, StringComparer.Ordinal).Select(use => new RunMetricValue(address, session, use.Key, null, use.Value)
        {
            Time = sample.Time?.LocalDateTime,
            Pod = sample.Pod,
            Container = sample.Container,
        });
}
