using System.Collections.Specialized;

namespace DigitalHub.PowerShell.Input;

/// <summary>The document of a project that is to be created (transcript <c>projects</c>).</summary>
internal static class ProjectDocument
{
    public static OrderedDictionary New(string name, OrderedDictionary? metadata = null, OrderedDictionary? spec = null)
    {
        var document = ValueMap.New();
        document["kind"] = "project";
        document["name"] = name;
        document["metadata"] = metadata ?? ValueMap.New();
        document["spec"] = spec ?? ValueMap.New();
        return document;
    }
}
