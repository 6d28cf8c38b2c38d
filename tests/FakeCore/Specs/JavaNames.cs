using System.Globalization;
using DigitalHub.FakeCore.Model;

namespace DigitalHub.FakeCore.Specs;

/// <summary>The class names that core's messages carry, made up by the rule that the recorded ones follow.</summary>
internal static class JavaNames
{
    private const string Root = "it.smartcommunitylabdhub";

    public static string SpecClass(EntityType entity, string kind)
    {
        var task = kind.EndsWith(":run", StringComparison.Ordinal) ? kind[..^":run".Length] : kind;
        var plus = task.IndexOf('+', StringComparison.Ordinal);
        var runtime = plus < 0 ? task : task[..plus];
        var action = plus < 0 ? "" : task[(plus + 1)..];
        var package = $"{Root}.runtime.{runtime.Replace("-", "", StringComparison.Ordinal)}";
        return entity switch
        {
            EntityType.Project => $"{Root}.core.models.specs.project.ProjectSpec",
            EntityType.Task => $"{package}.{action}.{Pascal(runtime)}{Pascal(action)}TaskSpec",
            EntityType.Run => $"{package}.specs.{Pascal(runtime)}RunSpec",
            EntityType.Workflow => $"{package}.specs.{Pascal(runtime)}WorkflowSpec",
            _ => $"{package}.specs.{Pascal(runtime)}FunctionSpec",
        };
    }

    public static string NestedClass(string type) => type == "VolumeType"
        ? $"{Root}.framework.k8s.objects.CoreVolume$VolumeType"
        : $"{Root}.framework.k8s.objects.{type}";

    private static string Pascal(string words) =>
        string.Concat(words.Split('-').Where(word => word.Length > 0).Select(word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
}
