using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with the values that a field of the kind on the command line may have.</summary>
internal sealed class FieldValueCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        var field = Fields(request).FirstOrDefault(field => field.Parameter.Equals(request.Parameter, StringComparison.OrdinalIgnoreCase));
        return field?.Shape.Leaf.Values.Select(Plain) ?? [];
    }

    private static IEnumerable<KindField> Fields(CompletionRequest request)
    {
        var executable = Text("Function") ?? Text("Workflow");
        return request.Type switch
        {
            EntityType.Task => KnownKinds.TaskFields(request.Session, Text("Kind") ?? KnownKinds.KindOf(Text("Id")), Text("Action"), executable),
            { } type => KnownKinds.Find(request.Session, EntityWords.Of(type).Word, Text("Kind"))?.Fields ?? [],
            null => RunKindChoice.Of(request.Session, Text("Kind"), Text("Task"), executable, Text("Action"))?.Fields ?? [],
        };

        string? Text(string name) => request.Bound[name] switch
        {
            Executable one => one.Reference,
            RunTask task => task.Reference,
            var other => other as string,
        };
    }
}
