namespace DigitalHub.Backends.Tests.Contract;

/// <summary>
/// The one table of what differs between backends by nature, so that the contract can ask for it instead of leaving a test
/// out. Everything else holds for all of them.
/// </summary>
/// <param name="RemovesAtOnce">
/// A run that nothing was executed for is gone when its removal is answered. Core 0.13 leaves it in DELETING until a second
/// DELETE (transcript <c>core-0.13</c>, "read deleted").
/// </param>
/// <param name="TakesNames">A run has the name that it was given. Core 0.13 makes it of function and id (transcript <c>core-0.13</c>, "client id, labels").</param>
/// <param name="GivesVersions">A new run has a version of two words in its metadata. Core up to 0.14 gives none (transcripts <c>core-0.13</c>, <c>core-0.14</c>).</param>
/// <param name="HasExtensions">Runs have extensions; core knows them from 0.15 on (contract 13).</param>
/// <param name="TakesRecords">
/// A run of elsewhere is kept under its id without being executed. Cores before 0.15.1 execute a local run that is moved on (contract 13).
/// </param>
/// <param name="KeepsRecordsWhole">Such a run keeps its times, its user and its logs. A core gives it times and a user of its own, and takes no logs (contract 2.4 and 2.7).</param>
public sealed record Differences(bool RemovesAtOnce, bool TakesNames, bool GivesVersions, bool HasExtensions, bool TakesRecords, bool KeepsRecordsWhole)
{
    public static readonly Differences Local = new(RemovesAtOnce: true, TakesNames: true, GivesVersions: true, HasExtensions: true, TakesRecords: true, KeepsRecordsWhole: true);

    public static readonly Differences Core15 = Local with { KeepsRecordsWhole = false };

    public static readonly Differences Core14 = Core15 with { GivesVersions = false, HasExtensions = false, TakesRecords = false };

    public static readonly Differences Core13 = Core14 with { RemovesAtOnce = false, TakesNames = false };

    public static Differences Core(int level) => level switch
    {
        13 => Core13,
        14 => Core14,
        _ => Core15,
    };

    /// <summary>A local store that is like a core: in nothing of this is it otherwise than the core.</summary>
    public static Differences LikeCore(int level) => Core(level);
}
