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
        var executable = request.Text("Function") ?? request.Text("Workflow");
        return request.Type switch
        {
            EntityType.Task => KnownKinds.TaskFields(request.Session, request.Text("Kind") ?? KnownKinds.KindOf(request.Text("Id")), request.Text("Action"), executable),
            { } type when request.Text("Kind") is { } kind => KnownKinds.ExecutableFields(request.Session, EntityWords.Of(type).Word, kind),
            { } => [],
            null => RunKindChoice.Fields(request.Session, request.Text("Kind"), request.Text("Task"), request.Text("Function"), request.Text("Workflow"), request.Text("Action")),
        };
    }
}
