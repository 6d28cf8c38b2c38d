using System.Text.RegularExpressions;

namespace DigitalHub.FakeCore.Validation;

/// <summary>Core's patterns (contract, section 1.2), in their own words: messages quote them.</summary>
internal static partial class Patterns
{
    public const string SlugText = "^[a-zA-Z0-9._+-]+$";
    public const string RunKindText = "^[a-zA-Z0-9._+-:]+$";
    public const string ProjectText = "^[a-z0-9-]+$";
    public const string TaskText = "([^:/]+)://([^/]+)/([^:]+)";
    public const string ExecutableText = "([^:/]+)://([^/]+)/([^:]+):(.+)|([^:/]+)://([^/]+)/([^:]+)";

    public static bool Matches(string pattern, string value) => pattern switch
    {
        SlugText => Slug().IsMatch(value),
        RunKindText => RunKind().IsMatch(value),
        ProjectText => Project().IsMatch(value),
        TaskText => Task().IsMatch(value),
        ExecutableText => Executable().IsMatch(value) || Task().IsMatch(value),
        _ => throw new ArgumentException($"Unknown pattern {pattern}.", nameof(pattern)),
    };

    [GeneratedRegex(@"^[a-zA-Z0-9._+-]+\z")]
    public static partial Regex Slug();

    [GeneratedRegex(@"^[a-zA-Z0-9._+-:]+\z")]
    public static partial Regex RunKind();

    [GeneratedRegex(@"^[a-z0-9-]+\z")]
    public static partial Regex Project();

    /// <summary><c>taskkind://project/taskid</c></summary>
    [GeneratedRegex(@"^([^:/]+)://([^/]+)/([^:]+)\z")]
    public static partial Regex Task();

    /// <summary><c>kind://project/name:id</c></summary>
    [GeneratedRegex(@"^([^:/]+)://([^/]+)/([^:]+):(.+)\z")]
    public static partial Regex Executable();
}
