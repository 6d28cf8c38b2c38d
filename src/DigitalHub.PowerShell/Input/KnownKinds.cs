namespace DigitalHub.PowerShell.Input;

/// <summary>The kinds of a backend without asking it: what it answered before, else the bundled tables of its generation.</summary>
internal static class KnownKinds
{
    /// <summary>The kinds; of both generations where there is no session, where it is a local store, or where its level is not known yet.</summary>
    public static KindTable Of(Session? session) => session?.Client.KnownKinds ?? KindTable.Bundled(session?.ApiLevel);
}
