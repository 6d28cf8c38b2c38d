using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;
using DigitalHub.Backends.Tests.Core.Contract;

namespace DigitalHub.Backends.Tests.Local;

/// <summary>The contract of all backends over a local store that is like a core of a level.</summary>
public abstract class LikeCoreContract(int level) : BackendContract
{
    protected override string Kind => RunKindName.Of("python+job", level);

    protected override Differences Differs => Differences.LikeCore(level);

    // It lists with what every local store lists with.
    protected override int Many => 250;

    internal override IBackend Create() => new TaskedBackend(new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true, LikeCore = level }));
}

public sealed class LikeCore15Contract() : LikeCoreContract(15);

public sealed class LikeCore14Contract() : LikeCoreContract(14);

public sealed class LikeCore13Contract() : LikeCoreContract(13);

/// <summary>The contract of functions, workflows and tasks over a local store that is like a core of a level.</summary>
public abstract class LikeCoreEntityContract(int level) : EntityContract
{
    protected override string Kind => RunKindName.Of("python+job", level);

    protected override Differences Differs => Differences.LikeCore(level);

    protected override int Many => 250;

    internal override IBackend Create() => new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true, LikeCore = level });
}

public sealed class LikeCore15EntityContract() : LikeCoreEntityContract(15);

public sealed class LikeCore14EntityContract() : LikeCoreEntityContract(14);

public sealed class LikeCore13EntityContract() : LikeCoreEntityContract(13);
