using System.Collections;
using System.Collections.Specialized;
using System.Globalization;

namespace DigitalHub;

/// <summary>
/// A run as a list of single values. Maps are gone into, and lists of maps; a list of plain values is one value.
/// </summary>
internal sealed class ComparedRun
{
    private static readonly string[] Parts = ["kind", "name", "project", "user", "metadata", "spec", "status", "extensions"];

    // What no two runs have in common, or what the backend notes of them by itself.
    private static readonly string[] ServerMade =
        ["name", "project", "user", "metadata.project", "metadata.name", "metadata.version", "metadata.created", "metadata.updated", "metadata.created_by", "metadata.updated_by", $"metadata.{SentHash.Field}", "status.transitions"];

    private readonly OrderedDictionary _values = new(StringComparer.Ordinal);

    /// <param name="document">The run's document.</param>
    /// <param name="metrics">All its metrics, those of the status among them.</param>
    public ComparedRun(OrderedDictionary document, IReadOnlyDictionary<string, RunMetric> metrics)
    {
        Id = document.Text("id") ?? string.Empty;
        foreach (var part in Parts.Where(document.Contains)) Add(part, document[part]);
        foreach (var (name, metric) in metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal))
        {
            Add($"metrics{Step(name)}", metric.IsSeries || metric.Values.Count != 1 ? metric.Values.Cast<object?>().ToArray() : metric.Values[0]);
        }
    }

    public string Id { get; }

    /// <summary>What the path of a value begins with.</summary>
    public static IReadOnlyList<string> Roots { get; } = [.. Parts, "metrics"];

    /// <summary>What is different in another run, by this one's order.</summary>
    /// <param name="other">The other run.</param>
    /// <param name="includeEqual">Whether equal values come, too.</param>
    /// <param name="wanted">Which paths are asked for; null for all that is not server-made.</param>
    public IEnumerable<RunDifference> CompareTo(ComparedRun other, bool includeEqual, Func<string, bool>? wanted)
    {
        var paths = _values.Keys.Cast<string>().Concat(other._values.Keys.Cast<string>().Where(path => !_values.Contains(path)));
        foreach (var path in paths)
        {
            if (wanted is null ? !includeEqual && IsServerMade(path) : !wanted(path)) continue;
            // An empty map against a filled one: what fills it is the difference.
            if (IsFilled(path, this, other) || IsFilled(path, other, this)) continue;
            var side = (_values.Contains(path), other._values.Contains(path)) switch
            {
                (true, false) => "<=",
                (false, true) => "=>",
                _ => ValueMap.Same(_values[path], other._values[path]) ? "==" : "<>",
            };
            if (side != "==" || includeEqual) yield return new RunDifference(path, side, (Id, _values[path]), (other.Id, other._values[path]));
        }
    }

    private static bool IsFilled(string path, ComparedRun empty, ComparedRun filled) =>
        empty._values[path] is OrderedDictionary && !filled._values.Contains(path) && filled._values.Keys.Cast<string>().Any(other => other.StartsWith(path + ".", StringComparison.Ordinal));

    private static bool IsServerMade(string path) =>
        ServerMade.Any(made => path.StartsWith(made, StringComparison.Ordinal) && (path.Length == made.Length || path[made.Length] is '.' or '['));

    private void Add(string path, object? value)
    {
        switch (value)
        {
            // They come with the metrics.
            case not null when path == "status.metrics":
                break;
            case OrderedDictionary { Count: > 0 } map:
                foreach (DictionaryEntry entry in map) Add(path + Step((string)entry.Key), entry.Value);
                break;
            case Array list when list.Cast<object?>().Any(item => item is OrderedDictionary):
                for (var i = 0; i < list.Length; i++) Add(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), list.GetValue(i));
                break;
            default:
                _values[path] = value;
                break;
        }
    }

    // As one types it behind a variable.
    private static string Step(string name) =>
        name.Length > 0 && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_') ? $".{name}" : $".'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
