using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with the values that a field of the kind on the command line may have.</summary>
internal sealed class FieldValueCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        var kind = RunKindChoice.Of(request.Session, Text("Kind"), Text("Task"), Text("Function") ?? Text("Workflow"), Text("Action"));
        var field = kind?.Fields.FirstOrDefault(field => field.Parameter.Equals(request.Parameter, StringComparison.OrdinalIgnoreCase));
        return field?.Shape.Leaf.Values.Select(Plain) ?? [];

        string? Text(string name) => request.Bound[name] switch
        {
            Executable executable => executable.Reference,
            RunTask task => task.Reference,
            var other => other as string,
        };
    }
}
