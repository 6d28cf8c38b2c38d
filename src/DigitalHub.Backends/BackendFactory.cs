using DigitalHub.Backends.Core;
using DigitalHub.Backends.Documents;
using DigitalHub.Backends.Local;
using DigitalHub.Backends.Local.Rehearsals;
using DigitalHub.Backends.Reports;

namespace DigitalHub.Backends;

/// <summary>The door through which the commands reach the backends; found by name, since nothing may refer to this assembly.</summary>
public sealed class BackendFactory : IBackendFactory
{
    private readonly Lazy<DocumentReader> _documents = new();
    private readonly Lazy<DocumentWriter> _writer = new();
    private readonly Lazy<ReportWriter> _reports = new();

    IDocumentReader IBackendFactory.Documents => _documents.Value;

    IDocumentWriter IBackendFactory.DocumentWriter => _writer.Value;

    IReportWriter IBackendFactory.ReportWriter => _reports.Value;

    IProfiles IBackendFactory.Profiles => new Profiles.Profiles();

    bool IBackendFactory.TryOpenBrowser(Uri address) => SignIns.SystemBrowser.TryOpen(address);

    IBackend IBackendFactory.OpenCore(CoreOptions options) => new CoreBackend(new CoreTransport(options));

    IRunArchive IBackendFactory.OpenArchive(LocalStoreOptions options) => new LocalArchive(new LocalStore(options));

    IBackend IBackendFactory.OpenLocalStore(LocalStoreOptions options) =>
        options.Rehearsal is { Faults.Count: > 0 } rehearsal ? new FaultyBackend(new LocalStore(options), rehearsal.Faults, options.Clock) : new LocalStore(options);
}
