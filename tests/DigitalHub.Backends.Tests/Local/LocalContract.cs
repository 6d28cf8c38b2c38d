using DigitalHub.Backends.Local;
using DigitalHub.Backends.Tests.Contract;

namespace DigitalHub.Backends.Tests.Local;

public sealed class LocalContract : BackendContract
{
    internal override IBackend Create() => new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true });
}

public sealed class LocalEntityContract : EntityContract
{
    internal override IBackend Create() => new LocalStore(new LocalStoreOptions(string.Empty) { InMemory = true });
}
