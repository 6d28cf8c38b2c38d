using System.Collections.Specialized;

namespace DigitalHub.Backends.Local;

/// <summary>Core's rules for the documents of projects (contract 4.4).</summary>
internal static class ProjectDocument
{
    public static OrderedDictionary Create(OrderedDictionary sent, string user, DateTimeOffset now)
    {
        var name = sent.Text("name") ?? sent.Text("id") ?? throw Errors.Value("The project has no name.", action: "Give the project's name.");
        RunRules.Project(name);
        RunRules.Sections(sent);
        var time = Timestamp.Format(now);
        var metadata = MetadataRules.Complete(sent.Map("metadata"), name, name, name, time, time, user, user);
        return Assemble(name, user, metadata, sent.Map("spec"), new OrderedDictionary(StringComparer.OrdinalIgnoreCase) { { "state", RunState.Created } });
    }

    /// <summary>The document after a change; the same object where it changes nothing.</summary>
    /// <exception cref="ConflictException"><c>ProjectChanged</c></exception>
    public static OrderedDictionary Update(OrderedDictionary current, EntityChange change, string user, DateTimeOffset now)
    {
        var next = change.ApplyTo(current, "ProjectChanged");
        RunRules.Sections(next);
        if (ValueMap.Same(next, current)) return current;
        StoredForm.Check(current, "name");
        var name = current.Text("name")!;
        var metadata = MetadataRules.Update(current.Map("metadata"), next.Map("metadata"), name, name, user, now);
        var status = ValueMap.Clone(next.Map("status") ?? ValueMap.New());
        status["state"] = current.Map("status")?["state"];
        return Assemble(name, current.Text("user")!, metadata, next.Map("spec"), status);
    }

    private static OrderedDictionary Assemble(string name, string user, OrderedDictionary metadata, OrderedDictionary? spec, OrderedDictionary status) =>
        new(StringComparer.OrdinalIgnoreCase)
        {
            { "kind", "project" },
            { "project", name },
            { "id", name },
            { "name", name },
            { "key", EntityKey.ForProject(name) },
            { "user", user },
            { "metadata", metadata },
            { "spec", spec is null ? ValueMap.New() : ValueMap.Clone(spec) },
            { "status", status },
        };
}
