using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>
/// A store key (contract 1.2): <c>store://project</c>, the server's <c>store://project/type/kind/name:id</c>, and the
/// Python SDK's form for runs and tasks without the part behind the colon, <c>store://project/run/kind/id</c>.
/// </summary>
public sealed partial class EntityKey : IEquatable<EntityKey>
{
    private EntityKey(string project, string type, string? kind, string? name, string id)
    {
        Project = project;
        Type = type;
        Kind = kind;
        Name = name;
        Id = id;
    }

    /// <summary>The project's name.</summary>
    public string Project { get; }

    /// <summary>The entity type as keys spell it: <c>project</c>, <c>run</c>, <c>task</c>, <c>function</c> …</summary>
    public string Type { get; }

    /// <summary>The kind, for example <c>python+job:run</c>; null in the key of a project.</summary>
    public string? Kind { get; }

    /// <summary>The part before the colon: a name, or for a run its id; null in the key of a project.</summary>
    public string? Name { get; }

    /// <summary>The id. In the key of a project its name.</summary>
    public string Id { get; }

    /// <summary>Reads a key in either form.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException"><c>KeyInvalid</c>: the text is no key.</exception>
    public static EntityKey Parse(string text) =>
        TryParse(text, out var key)
            ? key
            : throw new InputException("KeyInvalid", $"'{Errors.Shorten(text ?? string.Empty)}' is no store key.")
            {
                Target = text,
                RecommendedAction = "A key is store://<project>/<type>/<kind>/<name>:<id>, as in the Key property of an object.",
            };

    /// <summary>Reads a key in either form; false if the text is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key, where there is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EntityKey? key)
    {
        key = null;
        if (text is null || KeyPattern().Match(text) is not { Success: true } match) return false;
        var project = match.Groups["project"].Value;
        if (!match.Groups["type"].Success)
        {
            key = new EntityKey(project, "project", null, null, project);
            return true;
        }
        var name = match.Groups["name"].Value;
        key = new EntityKey(
            project,
            match.Groups["type"].Value,
            match.Groups["kind"].Value,
            name,
            match.Groups["id"] is { Success: true } id ? id.Value : name);
        return true;
    }

    /// <summary>The key of a run in the server's form (transcript <c>runs-read</c>).</summary>
    internal static string ForRun(string project, string kind, string id) => $"store://{project}/run/{kind}/{id}:{id}";

    /// <summary>The key of a version of a function or workflow, or of a task, in the server's form (transcript <c>functions-and-tasks</c>).</summary>
    internal static string For(EntityType type, string project, string kind, string name, string id) =>
        EntityWords.Of(type) is var words && words.HasVersions
            ? $"store://{project}/{words.Word}/{kind}/{name}:{id}"
            : $"store://{project}/{words.Word}/{kind}/{id}";

    /// <summary>The key of a project (transcript <c>projects</c>).</summary>
    internal static string ForProject(string name) => $"store://{name}";

    /// <summary>The text of the key, in the server's form.</summary>
    public override string ToString() => Kind is null ? $"store://{Project}" : $"store://{Project}/{Type}/{Kind}/{Name}:{Id}";

    /// <inheritdoc/>
    public bool Equals(EntityKey? other) => other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EntityKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    // RegexOptions.NonBacktracking is not for source generation; the pattern has no nested repetition.
    [GeneratedRegex(@"\Astore://(?<project>[^/\s:]+)(?:/(?<type>[^/\s]+)/(?<kind>[^/\s]+)/(?<name>[^:/\s]+)(?::(?<id>[^:/\s]+))?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();
}
