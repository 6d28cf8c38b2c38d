using System.Collections.Specialized;
using DigitalHub.Backends.Core.Listing;
using DigitalHub.Backends.Core.Runs;

namespace DigitalHub.Backends.Core.Projects;

/// <summary>Reads, creates and changes projects (contract 1.3; transcript <c>projects</c>).</summary>
internal sealed class ProjectStore(ICoreTransport transport)
{
    /// <exception cref="EntityNotFoundException"><c>ProjectNotFound</c></exception>
    public Task<StoredDocument> GetAsync(string name, CancellationToken cancellationToken) => GetAsync(name, Request(HttpMethod.Get, name), cancellationToken);

    public async Task<StoredDocument> CreateAsync(OrderedDictionary document, CancellationToken cancellationToken)
    {
        var project = ProjectBody.New(document);
        var name = project.Text("name")!;
        var post = new CoreRequest(HttpMethod.Post, CorePaths.Projects) { Body = JsonText.Write(project), Subject = CoreSubject.OfProject(name) };
        return ProjectBody.Own(await new Creation(transport, post, project, CorePaths.Project(name))
        {
            Exists = () => Errors.ProjectExists(name),
            Refused = exception => TooLarge(name, exception),
        }.RunAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <exception cref="ConflictException"><c>ProjectChanged</c></exception>
    public async Task<StoredDocument> UpdateAsync(string name, EntityChange change, CancellationToken cancellationToken)
    {
        var attempts = new Attempts(transport);
        for (DigitalHubException? lost = null; ; attempts.Next())
        {
            var stored = await GetAsync(name, attempts.Repeated(Request(HttpMethod.Get, name)), cancellationToken).ConfigureAwait(false);
            var current = stored.Map;
            var next = change.ApplyTo(current, "ProjectChanged");
            RunBody.Restore(next, current);
            next["name"] = current["name"];
            RunRules.Sections(next);
            if (next.Map("status") is not null || current.Map("status") is not null) next.Section("status")["state"] = current.Map("status")?["state"];
            if (ValueMap.Same(next, current))
            {
                if (lost is null) Notices.Verbose($"Project '{name}' is so already: nothing is sent.");
                return stored;
            }
            if (lost is not null && attempts.AreOver) throw lost;
            try
            {
                var put = Request(HttpMethod.Put, name) with { Body = JsonText.Write(next) };
                return ProjectBody.Changed(await transport.DocumentAsync(attempts.Repeated(put), cancellationToken).ConfigureAwait(false), current);
            }
            catch (DigitalHubException exception) when (CoreErrors.IsLost(exception))
            {
                lost = exception;
                Notices.Verbose($"The answer to the change of project '{name}' was lost: it is looked for, and repeated if it is not there.");
            }
        }
    }

    public IAsyncEnumerable<StoredDocument> ListAsync(ProjectQuery query, CancellationToken cancellationToken) => ProjectListing.ReadAsync(transport, query, cancellationToken);

    private async Task<StoredDocument> GetAsync(string name, CoreRequest request, CancellationToken cancellationToken)
    {
        if (!RunRules.IsProject(name)) throw Errors.ProjectNotFound(name);
        return ProjectBody.Own(await transport.DocumentAsync(request, cancellationToken).ConfigureAwait(false));
    }

    private static CoreRequest Request(HttpMethod method, string name) => new(method, CorePaths.Project(name)) { Subject = CoreSubject.OfProject(name) };

    /// <summary>That the server's database does not take a project.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="exception">What the server said; null where no server was asked.</param>
    public static ServerException TooLarge(string name, DigitalHubException? exception) =>
        new("RequestRefused", ErrorKind.InvalidArgument, $"The server's database does not take the project '{name}': its document is too large.", exception)
        {
            Target = name,
            StatusCode = exception?.StatusCode,
            ServerMessage = exception?.ServerMessage,
            Request = exception?.Request,
            RecommendedAction = "Spec and metadata may have some 32,000 bytes each on a core with its own database.",
        };
}
