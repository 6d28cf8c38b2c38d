using System.Buffers;

namespace DigitalHub;

/// <summary>Numbers that are to be added to a metric of a run.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Values">The numbers, at least one.</param>
/// <param name="IsSingle">Whether the metric is to be one number, not a series.</param>
/// <param name="Replaces">Whether they take the place of what is there.</param>
internal sealed record MetricAddition(string Name, IReadOnlyList<double> Values, bool IsSingle, bool Replaces)
{
    private const int MaxNameLength = 255;

    // What a server takes for parts of an address, and the name under which core tells what containers use (contract 2.8).
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\;%?#");

    /// <summary>What the metric is with them.</summary>
    /// <param name="before">What it was; null for none.</param>
    /// <param name="run">The run's id.</param>
    /// <exception cref="EntityExistsException"><c>MetricExists</c></exception>
    public RunMetric To(RunMetric? before, string run)
    {
        if (Replaces || before is null) return new RunMetric(Values, !IsSingle);
        if (!IsSingle) return new RunMetric([.. before.Values, .. Values], IsSeries: true);
        throw new EntityExistsException("MetricExists", $"Run '{run}' has a metric '{Name}' already.")
        {
            Target = Name,
            RecommendedAction = "Put the number in its place with -Replace, or add it to the series without -SingleValue.",
        };
    }

    /// <summary>Checks a name.</summary>
    /// <exception cref="InputException"><c>NameInvalid</c>; <c>ValueInvalid</c>: half of a surrogate pair, in whose place a store would keep another character.</exception>
    public static string CheckName(string name)
    {
        var why = ValueRules.Text(name, "the name") switch
        {
            "" => "it is empty",
            "." or ".." => "it stands for a folder",
            "k8s" => "k8s is the server's own",
            { Length: > MaxNameLength } => FormattableString.Invariant($"it is longer than {MaxNameLength} characters"),
            _ when name.AsSpan().IndexOfAny(Forbidden) is >= 0 and var at => $"a server does not take '{name[at]}' in it",
            _ when name.Any(char.IsControl) => "it has control characters",
            _ => null,
        };
        return why is null
            ? name
            : throw new InputException("NameInvalid", $"'{Errors.Shorten(name)}' can't be the name of a metric: {why}.")
            {
                Target = name,
                RecommendedAction = "Give a name such as loss or val.accuracy.",
            };
    }

    /// <summary>Checks a number.</summary>
    /// <exception cref="InputException"><c>ValueInvalid</c>: JSON, and with it every backend, has no such number.</exception>
    public static double CheckNumber(double number) =>
        double.IsFinite(number)
            ? number
            : throw Errors.Value(FormattableString.Invariant($"A metric can't be {number}: a server would take it for 0."), number, "Leave the value out, or add a number that stands for it.");
}
