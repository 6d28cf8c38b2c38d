using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using DigitalHub.PowerShell.Completion;
using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Commands;

/// <summary>Adds numbers to metrics of runs.</summary>
[Cmdlet(VerbsCommon.Add, "DhRunMetric", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(RunMetricValue))]
public sealed class AddDhRunMetricCommand : RunCommand
{
    private readonly Dictionary<(Session, RunAddress, string), Task> _before = [];
    private List<MetricAddition> _additions = [];

    /// <summary>The metric's name.</summary>
    [Parameter(Position = 1)]
    [TextArgument]
    [ArgumentCompleter(typeof(MetricCompleter))]
    public string? Name { get; set; }

    /// <summary>The number, or several that are added in their order.</summary>
    [Parameter(Position = 2)]
    public object? Value { get; set; }

    /// <summary>Names with numbers, for several metrics at once.</summary>
    [Parameter]
    [MapArgument]
    public IDictionary? Metric { get; set; }

    /// <summary>Makes the metric one number, instead of a series.</summary>
    [Parameter]
    public SwitchParameter SingleValue { get; set; }

    /// <summary>Puts the numbers in the place of what is there, instead of adding them.</summary>
    [Parameter]
    public SwitchParameter Replace { get; set; }

    /// <summary>Gives out the metrics as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Begin()
    {
        base.Begin();
        if (Metric is not null && (Name is not null || Value is not null)) throw Errors.Value("-Metric is given beside -Name or -Value.", action: "Give -Name and -Value for one metric, or -Metric for several.");
        if (Metric is null && (Name is null || Value is null)) throw Errors.Value("No metric is given.", action: "Give -Name and -Value, for example Add-DhRunMetric $id loss 0.3, or -Metric @{ loss = 0.3 }.");
        _additions = Metric is null
            ? [Addition(Name!, Value)]
            : [.. Metric.Cast<DictionaryEntry>().Select(entry => Addition(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!, entry.Value))];
        if (_additions.Count == 0) throw Errors.Value("-Metric is empty.", action: "Give names with numbers, for example -Metric @{ loss = 0.3 }.");
    }

    // Runs that are piped in: what stands first is the metric's name.
    private protected override void Both(object? given)
    {
        if (ShellValues.Bare(given) is not string || Name is null || Value is not null) base.Both(given);
        (Name, Value) = ((string)ShellValues.Bare(given)!, Name);
    }

    private protected override void Selected(RunAddress address, Session session, RunSelection selection)
    {
        var target = selection.Run ?? (object)address.Id;
        if (WhatIf) Await(session.Client.GetRunAsync(address, Stop));
        foreach (var addition in _additions)
        {
            var what = $"{(Replace ? "Replace" : "Add to")} metric '{addition.Name}'";
            if (!ShouldProcess($"run '{address.Id}' in project '{address.Project}' on {session.Name}", what)) continue;
            // Requests go beside each other; two that add to one metric would take each other's numbers away.
            var key = (session, address, addition.Name);
            var before = _before.GetValueOrDefault(key, Task.CompletedTask);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _before[key] = done.Task;
            Start(target, token => AddAsync(session, address, addition, before, done, token), metric => Added(metric, addition.Name, address, session));
        }
    }

    private static async Task<RunMetric> AddAsync(Session session, RunAddress address, MetricAddition addition, Task before, TaskCompletionSource done, CancellationToken token)
    {
        try
        {
            await before.WaitAsync(token).ConfigureAwait(false);
            return await session.Client.AddRunMetricAsync(address, addition, token).ConfigureAwait(false);
        }
        finally
        {
            done.SetResult();
        }
    }

    private void Added(RunMetric metric, string name, RunAddress address, Session session)
    {
        WriteVerbose(FormattableString.Invariant($"Metric '{name}' of run {address} has {metric.Values.Count} values now."));
        if (!PassThru) return;
        foreach (var value in RunMetricValue.Of(address, session, name, metric)) WriteObject(value);
    }

    private MetricAddition Addition(string name, object? value)
    {
        var bare = ShellValues.Bare(value);
        List<double> numbers = [.. (bare is IList list ? list.Cast<object?>() : [bare]).Select(number => Number(name, ShellValues.Bare(number)))];
        if (numbers.Count == 0) throw Errors.Value($"The metric '{name}' is given no number.", name, "Give one number, or several.");
        if (SingleValue && numbers.Count > 1) throw Errors.Value($"The metric '{name}' is given several numbers.", name, "Give one number with -SingleValue.");
        return new MetricAddition(MetricAddition.CheckName(name), numbers, SingleValue, Replace);
    }

    private static double Number(string name, object? value) => value switch
    {
        sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => MetricAddition.CheckNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        BigInteger number => MetricAddition.CheckNumber((double)number),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => MetricAddition.CheckNumber(number),
        null => throw Errors.Value($"The metric '{Errors.Shorten(name)}' is given nothing.", name, "Give one number, or several."),
        string text => throw Errors.Value($"The metric '{Errors.Shorten(name)}' is given the text '{Errors.Shorten(text)}', which is no number.", text, "Give a number, with a point for fractions: 0.3."),
        _ => throw Errors.Value($"The metric '{Errors.Shorten(name)}' is given an object of type {value.GetType()}, not a number.", value, "Give one number, or several."),
    };
}
