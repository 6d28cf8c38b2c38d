using System.Collections.Specialized;
using DigitalHub.Backends.Core;
using DigitalHub.Backends.Core.Entities;
using DigitalHub.Backends.Core.Projects;
using DigitalHub.Backends.Core.Runs;
using DigitalHub.Backends.Local.Entities;

namespace DigitalHub.Backends.Local.Cores;

/// <summary>Projects, functions, workflows and tasks as a core makes and changes them (contract 4.4, 8.1, 8.2 and 13; transcripts <c>projects</c>, <c>functions-and-tasks</c>).</summary>
internal sealed class CoreEntities(CoreLevel level, CoreSpecs specs, string user)
{
    // Tasks have metadata of their own up to 0.14.
    private bool TasksHaveMetadata => level.Level < 15;

    public OrderedDictionary NewProject(StoreConnection connection, OrderedDictionary document, DateTimeOffset now)
    {
        var project = ProjectBody.New(document);
        var name = project.Text("name")!;
        var spec = CoreSpecs.BindProject(project.Map("spec"), name);
        var own = CoreMetadata.Own(project.Map("metadata"));
        if (level.Level > 13) CoreMetadata.Version(own, name);
        if (CoreSpecs.IsTooLarge(spec, own) && ProjectTable.FindSeq(connection, name) is null) throw ProjectStore.TooLarge(name, null);
        return Assemble(project, name, EntityKey.ForProject(name), user, CoreMetadata.New(own, name, name, user, now), spec, New());
    }

    /// <exception cref="ConflictException"><c>ProjectChanged</c></exception>
    public OrderedDictionary ChangedProject(OrderedDictionary current, EntityChange change, DateTimeOffset now)
    {
        var next = change.ApplyTo(current, "ProjectChanged");
        RunBody.Restore(next, current);
        next["name"] = current["name"];
        RunRules.Sections(next);
        if (next.Map("status") is not null || current.Map("status") is not null) next.Section("status")["state"] = current.Map("status")?["state"];
        if (ValueMap.Same(next, current)) return current;
        var name = current.Text("name")!;
        var metadata = CoreMetadata.Changed(CoreMetadata.Own(next.Map("metadata")), current.Map("metadata"), name, user, now);
        return Assemble(current, name, current.Text("key")!, current.Text("user"), metadata, CoreSpecs.BindProject(next.Map("spec"), name), next.Map("status"));
    }

    public OrderedDictionary New(StoreConnection connection, EntityType type, OrderedDictionary document, DateTimeOffset now)
    {
        EntityRules.Check(type, document);
        var words = EntityWords.Of(type);
        var sent = EntityStore.Body(type, document);
        var (project, kindName, name, id) = (sent.Text("project")!, sent.Text("kind")!, sent.Text("name")!, sent.Text("id")!);
        ProjectTable.Seq(connection, project);
        var kind = specs.Kinds.Find(words.Word, kindName) ?? throw CoreErrors.KindNotFound(words.Word, id);
        if (type == EntityType.Task) CheckOwner(connection, sent, id);
        var spec = CoreSpecs.Bind(kind, sent.Map("spec"), id);
        if (EntityTable.FindAnywhere(connection, type, id) is not null) throw Errors.Exists(type, id);
        var own = CoreMetadata.Own(sent.Map("metadata"));
        if (words.HasVersions)
        {
            if (level.Level > 13) CoreMetadata.Version(own, id);
            Embed(own, id);
        }
        if (CoreSpecs.IsTooLarge(spec, own)) throw CoreErrors.TooLarge(EntityStore.Called(type, sent), sent, null);
        var metadata = words.HasVersions || TasksHaveMetadata ? CoreMetadata.New(own, project, name, user, now) : null;
        return Assemble(sent, name, EntityKey.For(type, project, kindName, name, id), user, metadata, spec, words.HasVersions ? New() : null);
    }

    /// <exception cref="ConflictException"><c>FunctionChanged</c>, <c>WorkflowChanged</c>, <c>TaskChanged</c></exception>
    /// <exception cref="DigitalHubException"><c>SpecSealed</c></exception>
    public OrderedDictionary Changed(EntityType type, OrderedDictionary current, EntityChange change, DateTimeOffset now)
    {
        var words = EntityWords.Of(type);
        var next = EntityRules.Changed(type, current, change);
        RunBody.Restore(next, current);
        var (name, id) = (current.Text("name")!, current.Text("id")!);
        var own = CoreMetadata.Own(next.Map("metadata"));
        if (words.HasVersions) Embed(own, id);
        var metadata = words.HasVersions || TasksHaveMetadata ? CoreMetadata.Changed(own, current.Map("metadata"), name, user, now) : null;
        var spec = current.Map("spec") ?? ValueMap.New();
        if (type == EntityType.Task)
        {
            var sent = next.Map("spec") ?? ValueMap.New();
            foreach (var owner in EntityRules.Owners)
            {
                if (spec[owner] is { } kept) sent[owner] = kept;
            }
            spec = CoreSpecs.Bind(specs.Kinds.Find(words.Word, current.Text("kind")!) ?? throw CoreErrors.KindNotFound(words.Word, id), sent, id);
        }
        if (!words.HasVersions) return Assemble(current, name, current.Text("key")!, current.Text("user"), metadata, spec, null);
        var status = next.Map("status") ?? ValueMap.New();
        status["state"] = current.Map("status")?["state"] ?? RunState.Created;
        return Assemble(current, name, current.Text("key")!, current.Text("user"), metadata, spec, status);
    }

    private static void CheckOwner(StoreConnection connection, OrderedDictionary task, string id)
    {
        var (type, reference) = EntityRules.Owner(task);
        if (EntityTable.FindAnywhere(connection, type, reference.Id!) is not { } owner) throw Errors.ReferenceNotFound("function or workflow", id);
        if (owner.Head("project") != reference.Project) throw CoreErrors.ReferenceMismatch(id);
    }

    private void Embed(OrderedDictionary metadata, string id)
    {
        metadata["embedded"] ??= false;
        // Up to 0.13 the version of a function is its id (transcript core-0.13).
        if (level.Level <= 13) metadata["version"] ??= id;
    }

    private static OrderedDictionary New() => new(StringComparer.OrdinalIgnoreCase) { { "state", RunState.Created } };

    private static OrderedDictionary Assemble(
        OrderedDictionary identity,
        string name,
        string key,
        string? creator,
        OrderedDictionary? metadata,
        OrderedDictionary spec,
        OrderedDictionary? status)
    {
        var document = new OrderedDictionary(StringComparer.OrdinalIgnoreCase)
        {
            { "kind", identity["kind"] },
            { "project", identity["project"] },
            { "id", identity["id"] },
            { "name", name },
            { "key", key },
            { "user", creator },
        };
        if (metadata is not null) document["metadata"] = metadata;
        document["spec"] = spec;
        if (status is not null) document["status"] = status;
        return document;
    }
}
