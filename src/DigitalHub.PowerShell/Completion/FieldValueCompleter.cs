using DigitalHub.PowerShell.Input;

namespace DigitalHub.PowerShell.Completion;

/// <summary>Completes with the values that a field of the kind on the command line may have.</summary>
internal sealed class FieldValueCompleter : DhCompleter
{
    private protected override IEnumerable<(string Text, string Tip)> Values(CompletionRequest request)
    {
        var kind = RunKindChoice.Of(request.Session, request.Text("Kind"), request.Text("Task"), request.Text("Function") ?? request.Text("Workflow"), request.Text("Action"));
        var field = kind?.Fields.FirstOrDefault(field => field.Parameter.Equals(request.Parameter, StringComparison.OrdinalIgnoreCase));
        return field?.Shape.Leaf.Values.Select(Plain) ?? [];
    }
}
