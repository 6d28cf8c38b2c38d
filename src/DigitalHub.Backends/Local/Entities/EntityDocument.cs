using System.Collections.Specialized;

namespace DigitalHub.Backends.Local.Entities;

/// <summary>Core's rules for the documents of functions, workflows and tasks (contract 4.4; transcript <c>functions-and-tasks</c>).</summary>
internal static class EntityDocument
{
    public static OrderedDictionary Create(EntityType type, OrderedDictionary sent, string user, DateTimeOffset now)
    {
        EntityRules.Check(type, sent);
        var id = sent.Text("id") ?? NameGenerator.Id();
        var (project, kind) = (sent.Text("project")!, sent.Text("kind")!);
        var spec = (OrderedDictionary?)ValueMap.Clone(sent["spec"]) ?? ValueMap.New();
        if (!EntityWords.Of(type).HasVersions) return Assemble(type, project, kind, id, id, user, null, spec, null);
        var name = sent.Text("name")!;
        var time = Timestamp.Format(now);
        var metadata = MetadataRules.Complete(sent.Map("metadata"), project, name, id, time, time, user, user);
        if (metadata["embedded"] is null) metadata["embedded"] = false;
        var status = new OrderedDictionary(StringComparer.OrdinalIgnoreCase) { { "state", RunState.Created } };
        return Assemble(type, project, kind, name, id, user, metadata, spec, status);
    }

    /// <exception cref="ConflictException"><c>FunctionChanged</c>, <c>WorkflowChanged</c>, <c>TaskChanged</c></exception>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c></exception>
    public static OrderedDictionary Update(EntityType type, OrderedDictionary current, EntityChange change, string user, DateTimeOffset now)
    {
        var next = EntityRules.Changed(type, current, change);
        StoredForm.Check(current, "project", "kind", "name", "id");
        var (project, kind, name, id) = (current.Text("project")!, current.Text("kind")!, current.Text("name")!, current.Text("id")!);
        var spec = next.Map("spec") ?? ValueMap.New();
        if (!EntityWords.Of(type).HasVersions) return Assemble(type, project, kind, name, id, current.Text("user")!, null, spec, null);
        var metadata = MetadataRules.Update(current.Map("metadata"), next.Map("metadata"), name, id, user, now);
        var status = next.Map("status") ?? ValueMap.New();
        status["state"] = current.Map("status")?["state"];
        return Assemble(type, project, kind, name, id, current.Text("user")!, metadata, spec, status);
    }

    private static OrderedDictionary Assemble(
        EntityType type,
        string project,
        string kind,
        string name,
        string id,
        string user,
        OrderedDictionary? metadata,
        OrderedDictionary spec,
        OrderedDictionary? status)
    {
        var document = new OrderedDictionary(StringComparer.OrdinalIgnoreCase)
        {
            { "kind", kind },
            { "project", project },
            { "id", id },
            { "name", name },
            { "key", EntityKey.For(type, project, kind, name, id) },
            { "user", user },
        };
        if (metadata is not null) document["metadata"] = metadata;
        document["spec"] = spec;
        if (status is not null) document["status"] = status;
        return document;
    }
}
