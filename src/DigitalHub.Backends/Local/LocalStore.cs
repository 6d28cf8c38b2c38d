using System.Collections.Specialized;
using System.Globalization;
using System.Runtime.CompilerServices;
using DigitalHub.Backends.Core.Runs;
using DigitalHub.Backends.Local.Cores;
using DigitalHub.Backends.Local.Entities;
using DigitalHub.Backends.Local.Rehearsals;

namespace DigitalHub.Backends.Local;

/// <summary>
/// The backend in a file (design section 6). Many threads and processes may use it at once. Nothing is opened before the
/// first call, nothing is made before the first write, and no handle is left after <see cref="DisposeAsync"/>.
/// </summary>
internal sealed class LocalStore : IBackend
{
    private const int ProjectPage = 200;

    private readonly LocalStoreOptions _options;
    private readonly PrivateFolder? _private;
    private readonly StoreFile _file;
    private readonly StoreWriter _writer;
    private readonly StoreReader _reader;
    private readonly MovingReader _runs;
    private readonly Rehearser? _rehearser;
    private readonly CoreRules? _likeCore;
    private int _disposed;

    public LocalStore(LocalStoreOptions options)
        : this(options, StoreTuning.Default)
    {
    }

    internal LocalStore(LocalStoreOptions options, StoreTuning tuning)
    {
        _options = options;
        _likeCore = options.LikeCore is { } level ? new CoreRules(level, options.User) : null;
        KnownKinds = KindTable.Bundled(options.LikeCore);
        _private = options.InMemory ? new PrivateFolder() : null;
        Path = _private is null ? options.Path : System.IO.Path.Combine(_private.Path, "store.db");
        _file = new StoreFile(Path, tuning);
        _writer = new StoreWriter(_file, tuning, durable: !options.InMemory);
        _reader = new StoreReader(_file, tuning) { HasWriter = () => _writer.IsOpen };
        _runs = new MovingReader(_reader, _writer, tuning, options.Clock);
        _rehearser = options.Rehearsal is { } rehearsal ? new Rehearser(rehearsal) : null;
        if (_private is null) OpenStores.Add(this);
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    public BackendStatus? Known => _likeCore?.Known;

    public async Task<BackendStatus> CheckAsync(CancellationToken cancellationToken)
    {
        var status = await _reader.ReadAsync(
            connection => new BackendStatus(_options.User, _file.Verify(connection).ToString(CultureInfo.InvariantCulture), null, true),
            () => new BackendStatus(_options.User, null, null, false),
            cancellationToken).ConfigureAwait(false);
        return _likeCore?.Tell(status) ?? status;
    }

    public ValueTask<int?> GetApiLevelAsync(CancellationToken cancellationToken) => new(_likeCore?.Level);

    public KindTable? KnownKinds { get; }

    public Task<KindTable?> GetKindsAsync(bool fresh, CancellationToken cancellationToken) => Task.FromResult(KnownKinds);

    public Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken) =>
        _reader.ReadAsync(
            connection => ProjectTable.Find(connection, name).Document,
            () => throw Errors.ProjectNotFound(name),
            cancellationToken);

    public async IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (after, skip, wanted) = (string.Empty, query.Skip, query.First ?? long.MaxValue);
        while (wanted > 0)
        {
            var (start, left, count) = (after, skip, Math.Min(wanted, ProjectPage));
            var page = await _reader.ReadAsync(connection => ProjectTable.Page(connection, query, start, left, count), () => [], cancellationToken).ConfigureAwait(false);
            foreach (var (name, document) in page)
            {
                after = name;
                yield return _reader.Parse(document);
            }
            if (page.Count < count) yield break;
            (skip, wanted) = (0, wanted - page.Count);
        }
    }

    public async Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken) =>
        await _reader.ReadAsync(connection => ProjectTable.Count(connection, query), () => 0, cancellationToken).ConfigureAwait(false);

    public Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken) =>
        WriteAsync(connection => ProjectTable.Insert(connection, _likeCore?.NewProject(connection, document, Now) ?? ProjectDocument.Create(document, _options.User, Now)), null, cancellationToken);

    public Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                var project = ProjectTable.Find(connection, name);
                var changed = _likeCore?.ChangedProject(project.Document.Map, change, Now) ?? ProjectDocument.Update(project.Document.Map, change, _options.User, Now);
                return ReferenceEquals(changed, project.Document.Map) ? project.Document : ProjectTable.Update(connection, project, changed);
            },
            () => throw Errors.ProjectNotFound(name),
            cancellationToken);

    public Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken) =>
        WriteAsync<object?>(
            connection =>
            {
                ProjectTable.Delete(connection, name, cascade);
                return null;
            },
            () => throw Errors.ProjectNotFound(name),
            cancellationToken,
            alone: true);

    public Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken) =>
        ReadRunAsync(address, connection => RehearsedRuns.See(connection, address, _runs.Now), cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, CancellationToken cancellationToken) =>
        new RunListing(_runs, query).ReadAsync(cancellationToken);

    public async Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken)
    {
        var (count, isStale) = await _runs.ReadAsync(connection => RunListing.Count(connection, query), () => ProjectTable.WithoutFile(query.Project, 0), cancellationToken).ConfigureAwait(false);
        return isStale ? await new DerivedListing(_runs, query).CountAsync(cancellationToken).ConfigureAwait(false) : count;
    }

    public Task CheckNewRunAsync(OrderedDictionary document, CancellationToken cancellationToken) =>
        _likeCore is not { } core
            ? Task.CompletedTask
            : _reader.ReadAsync<object?>(
                connection =>
                {
                    core.CheckRun(connection, document);
                    return null;
                },
                () => throw Errors.ProjectNotFound(document.Text("project") ?? string.Empty),
                cancellationToken);

    public Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken)
    {
        var name = document.Text("project") ?? string.Empty;
        var turn = new RunTurn();
        return WriteAsync(
            connection =>
            {
                var now = Now;
                var run = StoredDocument.Of(_likeCore?.NewRun(connection, document, now) ?? RunDocument.Create(document, _options.User, now));
                var project = ProjectTable.Seq(connection, name);
                var seq = RunTable.Insert(connection, project, run, now.ToUnixTimeMilliseconds());
                return _rehearser?.PlanOf(run, turn, now) is { } plan ? RehearsedRuns.Begin(connection, new RunRow(seq, project, run), plan, now.ToUnixTimeMilliseconds()) : run;
            },
            () => throw Errors.ProjectNotFound(name),
            cancellationToken);
    }

    public Task<StoredDocument> RecordRunAsync(WholeRun run, CancellationToken cancellationToken) =>
        _likeCore is not null
            ? RunRecording.RecordAsync(this, run, cancellationToken)
            : WriteAsync(
                connection =>
                {
                    KeptRuns.Insert(connection, ProjectTable.Seq(connection, run.Project), run, _runs.Now);
                    return run.Document;
                },
                () => throw Errors.ProjectNotFound(run.Project),
                cancellationToken);

    public Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                var (run, row) = RehearsedRuns.Find(connection, address, _runs.Now);
                var changed = _likeCore?.ChangedRun(connection, run.Document.Map, change, Now) ?? RunDocument.Update(run.Document.Map, change, _options.User, Now);
                if (ReferenceEquals(changed, run.Document.Map)) return run.Document;
                RehearsedRuns.Changed(connection, row, changed, _runs.Now);
                return RunTable.Update(connection, run, changed);
            },
            () => throw Errors.RunNotFound(address.Id, address.Project),
            cancellationToken);

    public Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                var (run, row) = RehearsedRuns.Find(connection, address, _runs.Now);
                return Delete(connection, run, row, force);
            },
            () => throw Errors.RunNotFound(address.Id, address.Project),
            cancellationToken);

    // In the transaction that removes it, there is nobody else who changes it.
    public Task<RunDeletion?> DeleteReadRunAsync(RunAddress address, WholeRun read, bool force, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                var (run, row) = RehearsedRuns.Find(connection, address, _runs.Now);
                var whole = new WholeRun(run.Document, RehearsedRuns.Logs(connection, address, _runs.Now), RehearsedRuns.Metrics(connection, run, _runs.Now));
                return read.IsSame(whole) ? Delete(connection, run, row, force) : null;
            },
            () => throw Errors.RunNotFound(address.Id, address.Project),
            cancellationToken);

    public Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                var (run, row) = RehearsedRuns.Find(connection, address, _runs.Now);
                if (action == "stop" && row is not null) return RehearsedRuns.Stop(connection, run, row, _runs.Now);
                var current = run.Document.Map;
                var changed = _likeCore?.Acted(current, action, Now) ?? action switch
                {
                    "stop" => RunDocument.Stop(current, _options.User, Now),
                    "resume" => throw RunDocument.NoResume(current),
                    _ => throw RunMoves.ActionUnknown(action),
                };
                return ReferenceEquals(changed, current) ? run.Document : RunTable.Update(connection, run, changed);
            },
            () => throw Errors.RunNotFound(address.Id, address.Project),
            cancellationToken);

    public Task<bool> IsMovingAsync(RunAddress address, CancellationToken cancellationToken) =>
        _reader.ReadAsync(connection => RehearsalTable.Has(connection, address), static () => false, cancellationToken);

    public Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken) =>
        ReadRunAsync(address, connection => RehearsedRuns.Logs(connection, address, _runs.Now), cancellationToken);

    public Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken) =>
        ReadRunAsync(address, connection => RehearsedRuns.Metrics(connection, RunTable.Find(connection, address), _runs.Now), cancellationToken);

    public Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken) =>
        WriteAsync<object?>(
            connection =>
            {
                RunRecords.SetMetric(connection, address, name, metric);
                return null;
            },
            () => throw Errors.RunNotFound(address.Id, address.Project),
            cancellationToken);

    public Task<RunMetric> AddRunMetricAsync(RunAddress address, MetricAddition addition, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                var run = RunTable.Find(connection, address);
                return RunRecords.AddMetric(connection, run, RehearsedRuns.Metrics(connection, run, _runs.Now), addition);
            },
            () => throw Errors.RunNotFound(address.Id, address.Project),
            cancellationToken);

    public Task<IReadOnlyList<ResourceSample>> GetRunResourcesAsync(RunAddress address, CancellationToken cancellationToken) =>
        _reader.ReadAsync<IReadOnlyList<ResourceSample>>(
            connection =>
            {
                _ = RunTable.Find(connection, address);
                throw ResourceSample.Unavailable(address.Id, "a local store executes nothing", "Ask the core that executed the run.");
            },
            () => throw Errors.RunNotFound(address.Id, address.Project),
            cancellationToken);

    // A file tells nobody that it was written.
    public Task<IRunFeed?> OpenRunFeedAsync(RunFeedQuery query, CancellationToken cancellationToken) => Task.FromResult<IRunFeed?>(null);

    public Task<StoredDocument> GetEntityAsync(EntityAddress address, CancellationToken cancellationToken) =>
        _reader.ReadAsync(connection => EntityTable.Find(connection, address).Document, () => throw Missing(address), cancellationToken);

    public IAsyncEnumerable<StoredDocument> ListEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) =>
        new EntityListing(_reader, query).ReadAsync(cancellationToken);

    public Task<long?> CountEntitiesAsync(EntityQuery query, CancellationToken cancellationToken) =>
        new EntityListing(_reader, query).CountAsync(cancellationToken);

    public Task<StoredDocument> CreateEntityAsync(EntityType type, OrderedDictionary document, CancellationToken cancellationToken)
    {
        var name = document.Text("project") ?? string.Empty;
        return WriteAsync(
            connection =>
            {
                var now = Now;
                var entity = _likeCore?.NewEntity(connection, type, document, now) ?? EntityDocument.Create(type, document, _options.User, now);
                return EntityTable.Insert(connection, type, ProjectTable.Seq(connection, name), entity, now);
            },
            () => throw Errors.ProjectNotFound(name),
            cancellationToken);
    }

    public Task<StoredDocument> UpdateEntityAsync(EntityAddress address, EntityChange change, CancellationToken cancellationToken) =>
        WriteAsync(
            connection =>
            {
                var entity = EntityTable.Find(connection, address);
                var changed = _likeCore?.ChangedEntity(address.Type, entity.Document.Map, change, Now) ?? EntityDocument.Update(address.Type, entity.Document.Map, change, _options.User, Now);
                return EntityTable.Update(connection, entity, changed);
            },
            () => throw Missing(address),
            cancellationToken);

    public Task DeleteEntityAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken) =>
        WriteAsync<object?>(
            connection =>
            {
                EntityTable.Delete(connection, address, cascade);
                return null;
            },
            () => throw Missing(address),
            cancellationToken,
            alone: cascade);

    public Task<long> CountRunsOfAsync(EntityAddress address, CancellationToken cancellationToken) =>
        _reader.ReadAsync(connection => EntityTable.CountRunsOf(connection, address), () => throw Missing(address), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        OpenStores.Remove(this);
        await _writer.DrainAsync().ConfigureAwait(false);
        // The writer last: it clears away the log only if nobody else has the file open.
        await _reader.CloseAsync().ConfigureAwait(false);
        _writer.Close();
        _reader.Dispose();
        _private?.Remove();
    }

    private RunDeletion Delete(StoreConnection connection, RunRow run, RehearsalRow? row, bool force)
    {
        if (row is not null) return RehearsedRuns.Delete(connection, run, row, force, _runs.Now);
        if (_likeCore is not null) return _likeCore.DeleteRun(connection, run, force, Now);
        RunTable.Delete(connection, run);
        return new RunDeletion(StoredDocument.Of(RunDocument.Deleted(run.Document.Map)), Gone: true);
    }

    private static EntityNotFoundException Missing(EntityAddress address) => Errors.NotFound(address.Type, address.Id, address.Project);

    /// <summary>Keeps a run in an archive, in the place of what was kept of it before if that is told. The project is made where it is missing, and so is the store.</summary>
    internal Task ArchiveAsync(WholeRun run, WholeRun? before, CancellationToken cancellationToken) =>
        WriteAsync<object?>(
            connection =>
            {
                if (before is not null) KeptRuns.MakeRoom(connection, before, run);
                if (KeptRuns.Has(connection, run, Path)) return null;
                var project = ProjectTable.FindSeq(connection, run.Project);
                if (project is null)
                {
                    ProjectTable.Insert(connection, ProjectDocument.Create(ValueMap.From([new("name", run.Project)]), _options.User, Now));
                    project = ProjectTable.Seq(connection, run.Project);
                }
                KeptRuns.Insert(connection, project.Value, run, _runs.Now);
                return null;
            },
            null,
            cancellationToken);

    /// <summary>Whether the archive has a run.</summary>
    /// <exception cref="EntityExistsException"><c>RunExists</c>: it has another one in its place.</exception>
    internal Task<bool> HasArchivedAsync(WholeRun run, CancellationToken cancellationToken) =>
        _reader.ReadAsync(connection => KeptRuns.Has(connection, run, Path), () => false, cancellationToken);

    /// <summary>Whether both paths end at the same place.</summary>
    internal bool IsPathOf(LocalStore other) => _file.IsPathOf(other._file);

    /// <summary>Whether the other store's lock can't be had while this one's is held: they are one file, or somebody else holds it.</summary>
    internal async Task<bool> MayBeFileOfAsync(LocalStore other, CancellationToken cancellationToken) =>
        other._file.Exists() && await WriteAsync(_ => !other._file.IsFree(), () => false, cancellationToken, alone: true).ConfigureAwait(false);

    private DateTimeOffset Now => _options.Clock.GetUtcNow();

    private async Task<T> ReadRunAsync<T>(RunAddress address, Func<StoreConnection, T> work, CancellationToken cancellationToken) =>
        (await _runs.ReadAsync(work, () => throw Errors.RunNotFound(address.Id, address.Project), cancellationToken).ConfigureAwait(false)).Answer;

    private async Task<T> WriteAsync<T>(Func<StoreConnection, T> work, Func<T>? missing, CancellationToken cancellationToken, bool alone = false) =>
        await _writer.WriteAsync(_likeCore is null ? work : CoreRules.Heard(work), missing, alone, cancellationToken).ConfigureAwait(false);
}
