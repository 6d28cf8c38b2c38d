namespace DigitalHub;

/// <summary>An operation on runs that fails for a while.</summary>
/// <param name="On">The operations, of <see cref="Operations"/>.</param>
/// <param name="Error">The error's id, of <see cref="Errors"/>.</param>
/// <param name="Times">How often it fails before it works again.</param>
internal sealed record RehearsalFault(IReadOnlyList<string> On, string Error, int Times)
{
    public const string Create = "Create";
    public const string Get = "Get";
    public const string List = "List";
    public const string Update = "Update";
    public const string Remove = "Remove";
    public const string Stop = "Stop";
    public const string Resume = "Resume";
    public const string Log = "Log";
    public const string Metric = "Metric";

    /// <summary>The operations that can fail.</summary>
    public static readonly IReadOnlyList<string> Operations = [Create, Get, List, Update, Remove, Stop, Resume, Log, Metric];

    /// <summary>The errors that an operation can fail with.</summary>
    public static readonly IReadOnlyList<string> Errors =
        ["ServerUnavailable", "ServerError", "ConnectionFailed", "RequestTimeout", "AuthenticationFailed", "AccessDenied", "RequestRefused", "UnexpectedResponse"];

    /// <summary>The runs whose creation fails; null for any.</summary>
    public RunMatcher? Matcher { get; init; }
}
