using System.Text;

namespace DigitalHub.Backends.Core;

/// <summary>Paths and queries of the HTTP interface (contract 1), escaped.</summary>
internal static class CorePaths
{
    public const string Projects = "/api/v1/projects";

    /// <summary>The runs of a project, or of all of them (administrators only).</summary>
    public static string Runs(string? project) => project is null ? "/api/v1/runs" : $"{In(project)}/runs";

    public static string Run(RunAddress address) => $"{Runs(address.Project)}/{Uri.EscapeDataString(address.Id)}";

    /// <summary>The functions, workflows or tasks of a project, or of all of them (administrators only).</summary>
    public static string Entities(EntityType type, string? project) => $"{(project is null ? "/api/v1" : In(project))}/{EntityWords.Of(type).Plural}";

    public static string Entity(EntityAddress address) => $"{Entities(address.Type, address.Project)}/{Uri.EscapeDataString(address.Id)}";

    public static string Project(string name) => $"{Projects}/{Uri.EscapeDataString(name)}";

    /// <summary>The context of a project (contract 1.1).</summary>
    public static string In(string project) => $"/api/v1/-/{Uri.EscapeDataString(project)}";

    /// <summary>Puts parameters behind a path; <c>+</c>, <c>:</c> and <c>/</c> in their values are escaped (contract 0.17).</summary>
    public static string With(string path, params IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var text = new StringBuilder(path);
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return text.ToString();
    }
}
