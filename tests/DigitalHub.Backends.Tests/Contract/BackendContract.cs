namespace DigitalHub.Backends.Tests.Contract;

/// <summary>What holds of projects and runs for every backend, whoever stores the documents.</summary>
public abstract partial class BackendContract : ContractTests
{
    private protected async Task<StoredDocument> AddAsync(string name, System.Collections.Specialized.OrderedDictionary? spec = null, string[]? labels = null) =>
        await Backend.CreateRunAsync(Docs.Run(Project, Id(name), name, Kind, spec, labels), default);

    private protected async Task<StoredDocument> MoveAsync(string id, params string[] states)
    {
        StoredDocument? run = null;
        foreach (var state in states) run = await Backend.UpdateRunAsync(At(id), new EntityChange { State = state }, default);
        return run!;
    }

    /// <summary>Removes a run so that it is gone afterwards.</summary>
    private protected async Task RemoveAsync(string id)
    {
        if ((await Backend.DeleteRunAsync(At(id), force: true, default)).Gone) return;
        try
        {
            Assert.True((await Backend.DeleteRunAsync(At(id), force: true, default)).Gone);
        }
        catch (EntityNotFoundException)
        {
            // A core of level 13 promises removal, and may have kept its word before it was asked again.
        }
    }
}
