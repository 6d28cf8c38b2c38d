namespace DigitalHub;

/// <summary>The one door from the commands to the backends. Its implementation lives in the module's own load context.</summary>
internal interface IBackendFactory
{
    /// <summary>A local store. Nothing is opened before the first call on it.</summary>
    IBackend OpenLocalStore(LocalStoreOptions options);

    /// <summary>What reads document files.</summary>
    IDocumentReader Documents { get; }
}
