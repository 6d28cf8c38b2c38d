using System.Globalization;

namespace DigitalHub;

/// <summary>
/// Which cores take a run as a record, along the state machine and without starting it. Before 0.15.1 a core does not see, as
/// it moves a run on, that nothing is to be executed for it (contract 13, <c>local_execution</c> in the state machine).
/// </summary>
internal static class RecordSupport
{
    private const int FirstLevel = 15;

    private static readonly Version First = new(0, 15, 1);

    /// <summary>Refuses a core that would start a record.</summary>
    /// <param name="core">What is known of the core.</param>
    /// <param name="id">The run that it is about.</param>
    /// <exception cref="DigitalHubException"><c>RecordUnsupported</c></exception>
    public static void Check(BackendStatus? core, string id)
    {
        var text = core?.LikeVersion ?? core?.Version;
        var version = Parse(text);
        if (core is not { ApiLevel: < FirstLevel } && (version is null ? core?.ApiLevel > FirstLevel : version >= First)) return;
        var known = core switch
        {
            not null when text is not null => $"This core, of version {text},",
            { ApiLevel: { } level } => string.Create(CultureInfo.InvariantCulture, $"This core, of level {level} and a version that it does not tell,"),
            _ => "This core does not tell its version, and one before 0.15.1",
        };
        throw new DigitalHubException("RecordUnsupported", ErrorKind.InvalidOperation, $"{known} can't take run '{id}' as a record: it could start it.")
        {
            Target = id,
            RecommendedAction = "Cores from 0.15.1 on can, and so can a local store.",
        };
    }

    // 0.15.1-SNAPSHOT is 0.15.1.
    private static Version? Parse(string? text) => Version.TryParse(text?.Split('-', '+')[0], out var version) ? version : null;
}
