using System.Text;

namespace DigitalHub;

/// <summary>A function or a workflow: what has a name, versions and tasks (contract 4.4).</summary>
public abstract class Executable : Entity
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private protected Executable(StoredDocument stored, Session session)
        : base(stored, session)
    {
    }

    /// <summary>The version's readable name, from the metadata; null where there is none.</summary>
    public string? Version => Document.Map("metadata")?.Text("version");

    /// <summary>The reference that a run's spec uses: <c>kind://project/name:id</c>.</summary>
    public string Reference => new EntityReference(Kind, Project, Name, Id).ToString();

    /// <summary>The description, or null.</summary>
    public string? Description
    {
        get => Document.Map("metadata")?.Text("description");
        set => Metadata["description"] = value;
    }

    /// <summary>Where the source code comes from: the name of the file that was embedded, or an address (<c>spec.source.source</c>); null where it says none.</summary>
    public string? Source => Document.Map("spec")?.Map("source")?.Text("source");

    /// <summary>What is called in the source code (<c>spec.source.handler</c>), or null.</summary>
    public string? Handler => Document.Map("spec")?.Map("source")?.Text("handler");

    /// <summary>The embedded source code as text (<c>spec.source.base64</c>); null where none is embedded, or where it is no UTF-8 text.</summary>
    public string? SourceCode
    {
        get
        {
            if (Document.Map("spec")?.Map("source")?.Text("base64") is not { Length: > 0 } embedded) return null;
            try
            {
                return Strict.GetString(Convert.FromBase64String(embedded));
            }
            catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
            {
                return null;
            }
        }
    }
}
