namespace DigitalHub.PowerShell.Tests.Hosting;

/// <summary>
/// For tests beside which no other may run: they touch what there is once in a process, such as the environment, the default
/// session, a culture or how patient completion is. All others connect a shell of their own.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone : ICollectionFixture<SpareRunspaces.Over>;
