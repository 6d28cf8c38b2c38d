using System.Collections.Specialized;

namespace DigitalHub;

/// <summary>
/// What the commands ask of a backend, be it the local store or a core. Documents go in and out as document values that
/// have passed <see cref="ValueRules"/> and <see cref="RunRules"/>. Every method throws <see cref="DigitalHubException"/>
/// for what design section 7 names, and <see cref="OperationCanceledException"/> only when its token was cancelled.
/// Reading makes and changes nothing, not even an empty store; only what is due of runs under rehearsal is stored by it.
/// </summary>
internal interface IBackend : IAsyncDisposable
{
    /// <summary>What is known without asking; null before the first answer. Never waits.</summary>
    BackendStatus? Known { get; }

    /// <summary>Asks for the least there is: is the backend there, and as whom are we known?</summary>
    Task<BackendStatus> CheckAsync(CancellationToken cancellationToken);

    /// <summary>The API level of the server, asked once; null for a local store, which takes the kinds of all levels, unless it is like a core of one.</summary>
    ValueTask<int?> GetApiLevelAsync(CancellationToken cancellationToken);

    /// <summary>The kinds that the backend has, as far as it was asked; null where it was not. Never waits.</summary>
    KindTable? KnownKinds { get; }

    /// <summary>The kinds that the backend has, with their fields; null where a server gives no schemas of them.</summary>
    /// <param name="fresh">Whether to ask even if they are known.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<KindTable?> GetKindsAsync(bool fresh, CancellationToken cancellationToken);

    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    Task<StoredDocument> GetProjectAsync(string name, CancellationToken cancellationToken);

    /// <summary>Projects by name; each project that is there throughout comes exactly once.</summary>
    IAsyncEnumerable<StoredDocument> ListProjectsAsync(ProjectQuery query, CancellationToken cancellationToken);

    /// <summary>How many projects match, or null where the backend can't tell without reading them all.</summary>
    Task<long?> CountProjectsAsync(ProjectQuery query, CancellationToken cancellationToken);

    /// <exception cref="EntityExistsException"><c>ProjectExists</c></exception>
    Task<StoredDocument> CreateProjectAsync(OrderedDictionary document, CancellationToken cancellationToken);

    /// <exception cref="ConflictException"><c>ProjectChanged</c></exception>
    Task<StoredDocument> UpdateProjectAsync(string name, EntityChange change, CancellationToken cancellationToken);

    /// <summary>Removes a project; with <paramref name="cascade"/> with all that is in it.</summary>
    /// <exception cref="DigitalHubException"><c>ProjectNotEmpty</c>, with the number of its runs.</exception>
    Task DeleteProjectAsync(string name, bool cascade, CancellationToken cancellationToken);

    /// <exception cref="EntityNotFoundException"><c>RunNotFound</c></exception>
    /// <exception cref="InputException"><c>ProjectMismatch</c>: the run is in another project.</exception>
    Task<StoredDocument> GetRunAsync(RunAddress address, CancellationToken cancellationToken);

    /// <summary>
    /// Runs in the order asked for. A run that is there from start to end comes exactly once, also while the consumer
    /// removes or changes what is listed. Pages are fetched as they are consumed.
    /// </summary>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c>: the query names a project that is not there.</exception>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a wildcard pattern is none, or a filter is too long.</exception>
    IAsyncEnumerable<StoredDocument> ListRunsAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>How many runs match, without <c>Skip</c> and <c>First</c>; null where the backend can't tell without reading them all.</summary>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c>: the query names a project that is not there.</exception>
    /// <exception cref="InputException"><c>ValueInvalid</c>, as for a listing.</exception>
    Task<long?> CountRunsAsync(RunQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Checks what creating a run of a document would be refused for beyond the rules of all backends, its project and its id;
    /// nothing is created.
    /// </summary>
    /// <exception cref="InputException"><c>TaskRequired</c></exception>
    /// <exception cref="EntityNotFoundException"><c>KindNotFound</c>, <c>ReferenceNotFound</c></exception>
    Task CheckNewRunAsync(OrderedDictionary document, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Creates a run exactly once and answers it as the backend completed it.</summary>
    /// <exception cref="EntityExistsException"><c>RunExists</c></exception>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c>, <c>KindNotFound</c></exception>
    Task<StoredDocument> CreateRunAsync(OrderedDictionary document, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps a run of another backend under its own id, as far as it can be kept, and executes nothing for it. A local store
    /// keeps it as it was. A core keeps it as a local run and moves it on to its state; it has times and a user of its own
    /// there, and no logs.
    /// </summary>
    /// <exception cref="EntityExistsException"><c>RunExists</c></exception>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c>, <c>KindNotFound</c>, <c>ReferenceNotFound</c></exception>
    /// <exception cref="DigitalHubException">
    /// <c>RecordUnsupported</c>: a core that would start it; <c>TransitionRefused</c>: no run comes into its state by a client;
    /// <c>RecordIncomplete</c>: it was made, and something of it is missing.
    /// </exception>
    Task<StoredDocument> RecordRunAsync(WholeRun run, CancellationToken cancellationToken);

    /// <exception cref="ConflictException"><c>RunChanged</c></exception>
    /// <exception cref="DigitalHubException">
    /// <c>TransitionRefused</c>: the state machine has no such move; <c>SpecSealed</c>: the run has left CREATED, and its spec is fixed.
    /// </exception>
    Task<StoredDocument> UpdateRunAsync(RunAddress address, EntityChange change, CancellationToken cancellationToken);

    /// <summary>Removes a run; a core may remove it only later.</summary>
    /// <param name="address">The run.</param>
    /// <param name="force">Repeat the request for a run that is already being removed, which ends it at once.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<RunDeletion> DeleteRunAsync(RunAddress address, bool force, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a run that was read before, so that what came to it since is not lost unseen. A local store removes it only as it
    /// was read, in every value. A core knows no such condition and removes it whatever it is by now: what came to it is looked
    /// for afterwards, and told with the answer.
    /// </summary>
    /// <param name="address">The run.</param>
    /// <param name="read">The run as it was read.</param>
    /// <param name="force">As for <see cref="DeleteRunAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Null where the run is another by now; then it is not removed.</returns>
    Task<RunDeletion?> DeleteReadRunAsync(RunAddress address, WholeRun read, bool force, CancellationToken cancellationToken);

    /// <summary>Sends <c>stop</c> or <c>resume</c> (contract 2.6).</summary>
    /// <exception cref="DigitalHubException"><c>NotStoppable</c>, <c>TransitionRefused</c></exception>
    Task<StoredDocument> InvokeRunActionAsync(RunAddress address, string action, CancellationToken cancellationToken);

    /// <summary>Whether a run that is no local one goes on by itself; false where nothing executes it.</summary>
    Task<bool> IsMovingAsync(RunAddress address, CancellationToken cancellationToken);

    /// <summary>The whole logs, one entry a container.</summary>
    Task<IReadOnlyList<RunLog>> GetRunLogsAsync(RunAddress address, CancellationToken cancellationToken);

    /// <summary>All metrics by name.</summary>
    Task<IReadOnlyDictionary<string, RunMetric>> GetRunMetricsAsync(RunAddress address, CancellationToken cancellationToken);

    /// <summary>Replaces one metric.</summary>
    Task SetRunMetricAsync(RunAddress address, string name, RunMetric metric, CancellationToken cancellationToken);

    /// <summary>
    /// Adds numbers to a metric and answers what it is then. A core has no such operation: what it has is read, and the whole
    /// is written (contract 2.8); that it arrived is looked at.
    /// </summary>
    /// <exception cref="EntityExistsException"><c>MetricExists</c>: it is there, and neither to be added to nor to be replaced.</exception>
    /// <exception cref="ConflictException"><c>MetricChanged</c>: others write it at the same time; <c>MetricHidden</c>: the run's status holds it, which goes before.</exception>
    Task<RunMetric> AddRunMetricAsync(RunAddress address, MetricAddition addition, CancellationToken cancellationToken);

    /// <summary>What the containers of a run have used, sample by sample, oldest first.</summary>
    /// <exception cref="DigitalHubException"><c>ResourceUseUnavailable</c>: the backend has none.</exception>
    Task<IReadOnlyList<ResourceSample>> GetRunResourcesAsync(RunAddress address, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the backend's notifications of changes of runs; null where it has none for this session: then nothing is left but to
    /// ask again and again.
    /// </summary>
    /// <exception cref="DigitalHubException">What keeps a server from giving them now; another time it may.</exception>
    Task<IRunFeed?> OpenRunFeedAsync(RunFeedQuery query, CancellationToken cancellationToken);

    /// <summary>One version of a function or workflow, or a task.</summary>
    /// <exception cref="EntityNotFoundException"><c>FunctionNotFound</c>, <c>WorkflowNotFound</c>, <c>TaskNotFound</c></exception>
    /// <exception cref="InputException"><c>ProjectMismatch</c>: it is in another project.</exception>
    Task<StoredDocument> GetEntityAsync(EntityAddress address, CancellationToken cancellationToken);

    /// <summary>Functions, workflows or tasks, newest first; each that is there from start to end comes exactly once. Pages are fetched as they are consumed.</summary>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c>: the query names a project that is not there.</exception>
    /// <exception cref="InputException"><c>ValueInvalid</c>: a wildcard pattern is none, or a filter is too long.</exception>
    IAsyncEnumerable<StoredDocument> ListEntitiesAsync(EntityQuery query, CancellationToken cancellationToken);

    /// <summary>How many match, without <c>Skip</c> and <c>First</c>; null where the backend can't tell without reading them all.</summary>
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    Task<long?> CountEntitiesAsync(EntityQuery query, CancellationToken cancellationToken);

    /// <summary>Creates a version of a function or workflow, or a task, exactly once; a name that is there gets another version.</summary>
    /// <exception cref="EntityExistsException"><c>FunctionExists</c>, <c>WorkflowExists</c>, <c>TaskExists</c>: the id is taken.</exception>
    /// <exception cref="EntityNotFoundException">
    /// <c>ProjectNotFound</c>, <c>KindNotFound</c>; <c>ReferenceNotFound</c>: what a task is of is not there.
    /// </exception>
    Task<StoredDocument> CreateEntityAsync(EntityType type, OrderedDictionary document, CancellationToken cancellationToken);

    /// <exception cref="ConflictException"><c>FunctionChanged</c>, <c>WorkflowChanged</c>, <c>TaskChanged</c></exception>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c>: the spec of a function or workflow never changes.</exception>
    Task<StoredDocument> UpdateEntityAsync(EntityAddress address, EntityChange change, CancellationToken cancellationToken);

    /// <summary>Removes a version of a function or workflow with its tasks, or a task; with <paramref name="cascade"/> with its runs.</summary>
    /// <exception cref="DigitalHubException"><c>FunctionNotEmpty</c>, <c>WorkflowNotEmpty</c>, <c>TaskNotEmpty</c>, with the number of its runs.</exception>
    Task DeleteEntityAsync(EntityAddress address, bool cascade, CancellationToken cancellationToken);

    /// <summary>How many runs there are of a version of a function or workflow, or of a task.</summary>
    Task<long> CountRunsOfAsync(EntityAddress address, CancellationToken cancellationToken);
}
