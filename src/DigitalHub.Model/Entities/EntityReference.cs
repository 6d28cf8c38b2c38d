using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace DigitalHub;

/// <summary>
/// A reference inside a run's spec (contract 1.2): <c>kind://project/name:id</c> to a function or workflow,
/// <c>kind://project/id</c> to a task. <c>kind://project/name</c> stands for every version of a name.
/// </summary>
internal sealed partial record EntityReference(string Kind, string Project, string Name, string? Id)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out EntityReference? reference)
    {
        reference = null;
        if (text is null || Pattern().Match(text) is not { Success: true } match) return false;
        var id = match.Groups["id"];
        reference = new(
            match.Groups["kind"].Value,
            match.Groups["project"].Value,
            match.Groups["name"].Value,
            id.Success ? id.Value : null);
        return true;
    }

    public override string ToString() => Id is null ? $"{Kind}://{Project}/{Name}" : $"{Kind}://{Project}/{Name}:{Id}";

    [GeneratedRegex(@"\A(?<kind>[^:/\s]+)://(?<project>[^/\s]+)/(?<name>[^:/\s]+)(?::(?<id>\S+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
