using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Store;

internal static class EntitySpecs
{
    /// <summary>The entity with another spec, and the columns that core extracts from it.</summary>
    public static Entity WithSpec(this Entity entity, JsonObject spec) => entity with
    {
        Spec = Json.Bytes(spec),
        Task = Json.String(spec, "task"),
        Function = Json.String(spec, "function"),
        Workflow = Json.String(spec, "workflow"),
        Local = Json.IsTrue(spec, "local_execution"),
    };
}
