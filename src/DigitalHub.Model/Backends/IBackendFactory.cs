namespace DigitalHub;

/// <summary>The one door from the commands to the backends. Its implementation lives in the module's own load context.</summary>
internal interface IBackendFactory
{
    /// <summary>A local store. Nothing is opened before the first call on it.</summary>
    IBackend OpenLocalStore(LocalStoreOptions options);

    /// <summary>A local store's file to keep removed runs in. Nothing is opened before the first call on it.</summary>
    IRunArchive OpenArchive(LocalStoreOptions options);

    /// <summary>A core. Nothing is sent before the first call on it.</summary>
    /// <exception cref="InputException">
    /// <c>ValueInvalid</c>: the endpoint is no http address; <c>EncryptionRequired</c>: credentials would go over plain http to
    /// another machine.
    /// </exception>
    IBackend OpenCore(CoreOptions options);

    /// <summary>Opens an address in the user's browser; false where that can't be done.</summary>
    bool TryOpenBrowser(Uri address);

    /// <summary>The profiles of environment and ini file.</summary>
    IProfiles Profiles { get; }

    /// <summary>What reads document files.</summary>
    IDocumentReader Documents { get; }

    /// <summary>What writes them.</summary>
    IDocumentWriter DocumentWriter { get; }

    /// <summary>What writes reports.</summary>
    IReportWriter ReportWriter { get; }
}
