namespace DigitalHub.FakeCore.Hosting;

internal static class MediaTypes
{
    public const string Json = "application/json";

    /// <summary>What most controllers declare; the others leave it to Spring (contract, section 10).</summary>
    public const string JsonUtf8 = "application/json;charset=UTF-8";
}
