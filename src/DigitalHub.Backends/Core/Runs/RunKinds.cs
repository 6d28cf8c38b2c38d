namespace DigitalHub.Backends.Core.Runs;

/// <summary>That a server lacks a kind of run.</summary>
internal static class RunKinds
{
    /// <summary>That the server lacks a kind, with those that it has.</summary>
    public static async Task<EntityNotFoundException> NotFoundAsync(CoreKinds kinds, string kind, CancellationToken cancellationToken)
    {
        var there = await kinds.GetAsync(fresh: true, cancellationToken).ConfigureAwait(false);
        return Errors.KindNotFound(kind, "run", there);
    }
}
