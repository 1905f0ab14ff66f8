namespace Actors.Import;

/// <summary>Thrown while one row is mapped; becomes its refusal.</summary>
internal sealed class RowRefusedException(string message) : Exception(message);
