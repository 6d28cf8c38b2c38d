namespace DigitalHub.Backends.Core;

/// <summary>One request to a core.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query below the endpoint, escaped, starting with a slash: <c>/api/v1/-/demo/runs?size=1</c>.</param>
internal sealed record CoreRequest(HttpMethod Method, string Path)
{
    /// <summary>The JSON to send; null for none.</summary>
    public string? Body { get; init; }

    /// <summary>How long it may take, its repetitions included, where that is less than any request may.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>What the request is about, for the errors.</summary>
    public CoreSubject Subject { get; init; } = CoreSubject.None;
}

/// <summary>What a request is about: decides which error a 404 or a duplicate is.</summary>
/// <param name="Entity">run, project, function, workflow or task; null for none.</param>
/// <param name="Id">Its id or name; null for a listing.</param>
/// <param name="Project">Its project; null where it has none, or where all are meant.</param>
internal sealed record CoreSubject(string? Entity, string? Id, string? Project)
{
    public static readonly CoreSubject None = new(null, null, null);

    public static CoreSubject Run(RunAddress address) => new("run", address.Id, address.Project);

    public static CoreSubject Of(EntityAddress address) => new(EntityWords.Of(address.Type).Word, address.Id, address.Project);

    public static CoreSubject OfProject(string name) => new("project", name, null);
}
