using System.Collections.Specialized;
using DigitalHub.Backends.Core.Runs;

namespace DigitalHub.Backends.Core.Projects;

/// <summary>The documents of projects as they are sent and read (contract 4.4; transcript <c>projects</c>).</summary>
internal static class ProjectBody
{
    // Read by its name, a project comes with what is in it; that is no part of its own spec, and its list comes without.
    private static readonly string[] Embedded = ["functions", "workflows", "artifacts", "dataitems", "models"];

    /// <summary>The body that creates a project.</summary>
    /// <exception cref="InputException"><c>ProjectInvalid</c>, <c>ValueInvalid</c></exception>
    public static OrderedDictionary New(OrderedDictionary given)
    {
        var name = given.Text("name") ?? given.Text("id") ?? throw Errors.Value("The project has no name.", action: "Give the project's name.");
        RunRules.Project(name);
        RunRules.Sections(given);
        var project = ValueMap.From([new("kind", "project"), new("project", name), new("id", name), new("name", name)]);
        if (given.Map("metadata") is { } metadata) project["metadata"] = RunBody.Without(metadata, RunBody.ServersMetadata);
        project["spec"] = given.Map("spec") is { } spec ? ValueMap.Clone(RunBody.Without(spec, Embedded)) : ValueMap.New();
        return project;
    }

    /// <summary>A project as it was read, without what is in it.</summary>
    public static StoredDocument Own(StoredDocument read)
    {
        if (read.Map.Map("spec") is not { } spec || !Embedded.Any(spec.Contains)) return read;
        var own = ValueMap.Clone(read.Map);
        own["spec"] = RunBody.Without(own.Map("spec")!, Embedded);
        return StoredDocument.Of(own);
    }

    /// <summary>The answer to a change: it leaves the creator out.</summary>
    public static StoredDocument Changed(StoredDocument answer, OrderedDictionary before)
    {
        var own = Own(answer);
        if (own.Map.Contains("user") || before["user"] is null) return own;
        var whole = ValueMap.Clone(own.Map);
        whole["user"] = before["user"];
        return StoredDocument.Of(whole);
    }
}
