namespace DigitalHub.Backends.Tests.Contract;

/// <summary>
/// The ground of the contracts: each test has a backend to itself with the project <see cref="Project"/> in it; clients of a
/// shared server derive unique names.
/// </summary>
public abstract class ContractTests : IAsyncLifetime
{
    private IBackend? _backend;

    internal IBackend Backend => _backend!;

    /// <summary>The kind of run that the tests make; one that the backend executes nothing of.</summary>
    protected virtual string Kind => "python+run";

    /// <summary>What this backend does otherwise by nature.</summary>
    protected virtual Differences Differs => Differences.Local;

    /// <summary>The project of the test.</summary>
    protected string Project { get; } = "contract-" + Guid.NewGuid().ToString("N")[..12];

    /// <summary>Begins every id and every other project's name. It has a letter: digits alone are the same in capitals.</summary>
    protected string Unique { get; } = "u" + Guid.NewGuid().ToString("N")[..11];

    internal abstract IBackend Create();

    public async Task InitializeAsync()
    {
        _backend = Create();
        await Backend.CreateProjectAsync(Docs.Project(Project), default);
    }

    public virtual async Task DisposeAsync()
    {
        await Backend.DeleteProjectAsync(Project, cascade: true, default);
        await Backend.DisposeAsync();
    }

    private protected string Id(string name) => $"{Unique}-{name}";

    private protected RunAddress At(string id) => new(Project, id);

    private protected static async Task<TError> FailsAsync<TError>(string errorId, Func<Task> act)
        where TError : DigitalHubException
    {
        var error = await Assert.ThrowsAsync<TError>(act);
        Assert.Equal(errorId, error.ErrorId);
        Assert.False(string.IsNullOrWhiteSpace(error.RecommendedAction));
        return error;
    }
}
