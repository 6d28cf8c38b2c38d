using System.Collections.Specialized;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Core;

/// <summary>What holds for every backend, on a core in memory with states of its own.</summary>
public sealed class MemoryCoreContract : BackendContract
{
    protected override string Kind => "python+job:run";

    protected override int Many => 1500;

    protected override Differences Differs => Differences.Core15;

    internal override IBackend Create() => new LocalRuns(new CoreBackend(new MemoryCore(15, "other")));
}

/// <summary>The same on one that stores states as they are sent.</summary>
public sealed class RawMemoryCoreContract : BackendContract
{
    protected override string Kind => "python+job:run";

    protected override int Many => 1500;

    protected override Differences Differs => Differences.Local with { TakesRecords = false };

    internal override IBackend Create() => new LocalRuns(new CoreBackend(new MemoryCore(14, "other")));
}

/// <summary>A core whose runs are all local: the contract's runs have no task, and nothing executes them.</summary>
internal sealed class LocalRuns(IBackend core) : PassingBackend(core)
{
    public override Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken)
    {
        var run = ValueMap.Clone(document);
        if (run["spec"] is null or OrderedDictionary)
        {
            var spec = run.Section("spec");
            spec["task"] ??= $"python+job://{run["project"]}/t1";
            spec["local_execution"] ??= true;
        }
        return base.CreateRunAsync(run, cancellationToken);
    }
}
