using System.Collections.Specialized;
using System.Globalization;

namespace DigitalHub;

/// <summary>What all entities of a project have in common. The properties read the document, so they are always in step with it.</summary>
public abstract class Entity
{
    private StoredDocument _stored;

    private protected Entity(StoredDocument stored, Session session)
    {
        _stored = stored;
        Session = session;
    }

    /// <summary>The id, unique over all projects.</summary>
    public string Id => _stored.Head("id") ?? Name;

    /// <summary>The store key, in the server's form.</summary>
    public string Key => _stored.Head("key") ?? string.Empty;

    /// <summary>The kind, for example <c>python+job:run</c>.</summary>
    public string Kind => _stored.Head("kind") ?? string.Empty;

    /// <summary>The project's name.</summary>
    public string Project => _stored.Head("project") ?? string.Empty;

    /// <summary>Labels, in order. Never null; assign to change: <c>$r.Labels += 'kept'</c>.</summary>
    public string[] Labels
    {
        get
        {
            if (Document.Map("metadata")?["labels"] is not Array list) return [];
            if (list is string[] labels) return labels;
            labels = [.. list.Cast<object?>().Select(item => Convert.ToString(item, CultureInfo.InvariantCulture) ?? string.Empty)];
            if (list.Cast<object?>().All(item => item is string)) Metadata["labels"] = labels;
            return labels;
        }
        set => Metadata["labels"] = value is null ? Array.Empty<string>() : value.Clone();
    }

    /// <summary>The user who created it, as the backend knows him.</summary>
    public string? User => Document.Text("user") ?? Document.Map("metadata")?.Text("created_by");

    /// <summary>When it was created, in local time; null where the backend does not say. The document keeps the exact text.</summary>
    public DateTime? Created => Timestamp.Local(_stored.Head("created"));

    /// <summary>When it was last changed, in local time; null where the backend does not say.</summary>
    public DateTime? Updated => Timestamp.Local(Document.Map("metadata")?.Text("updated"));

    /// <summary>The metadata, to read and to change (contract 4.2).</summary>
    public OrderedDictionary Metadata => Document.Section("metadata");

    /// <summary>The spec, to read and to change.</summary>
    public OrderedDictionary Spec => Document.Section("spec");

    /// <summary>The status as the backend wrote it.</summary>
    public OrderedDictionary Status => Document.Section("status");

    /// <summary>The name of the backend it came from.</summary>
    public string Backend => Session.Name;

    /// <summary>The name. A run that was given an id but no name is called by its id.</summary>
    public string Name
    {
        get => _stored.Head("name") ?? string.Empty;
        private protected set => Document["name"] = value;
    }

    internal OrderedDictionary Document => _stored.Map;

    /// <summary>The document for one who keeps it to himself; null where somebody has seen its values and may have changed them.</summary>
    internal OrderedDictionary? UntouchedDocument => _stored.Untouched();

    /// <summary>The document as it was read, as JSON: what an update compares with.</summary>
    internal string AsRead => _stored.Json;

    internal Session Session { get; }

    /// <summary>Whether a word stands in the document as it was read.</summary>
    private protected bool Mentions(ReadOnlySpan<byte> word) => _stored.Mentions(word);

    /// <summary>The object of a document of this type.</summary>
    internal static Entity Of(EntityType type, StoredDocument stored, Session session) => type switch
    {
        EntityType.Function => new Function(stored, session),
        EntityType.Workflow => new Workflow(stored, session),
        _ => new RunTask(stored, session),
    };

    /// <summary>The identity: the store key.</summary>
    public override string ToString() => Key;

    /// <summary>Takes over what the backend answered.</summary>
    internal void Refresh(StoredDocument stored) => _stored = stored;
}
