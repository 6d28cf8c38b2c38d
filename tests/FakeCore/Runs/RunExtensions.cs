using System.Text.Json.Nodes;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Runs;

/// <summary>Extensions of runs (contract, section 2.9).</summary>
internal static class RunExtensions
{
    public static byte[] Render(Entity run, JsonArray sent)
    {
        var result = new JsonArray();
        foreach (var extension in sent.OfType<JsonObject>())
        {
            var id = Json.String(extension, "id") ?? Names.Id();
            var kind = Json.String(extension, "kind") ?? "extension";
            var name = Json.String(extension, "name") ?? id;
            result.Add(new JsonObject
            {
                ["id"] = id,
                ["key"] = $"store://{run.Project}/extension/{kind}/{name}:{id}",
                ["kind"] = kind,
                ["name"] = name,
                ["parent"] = $"{run.Kind}://{run.Project}/{run.Name}:{run.Id}",
                ["project"] = run.Project,
                ["spec"] = extension["spec"]?.DeepClone() ?? new JsonObject(),
            });
        }
        return Json.Bytes(result);
    }
}
