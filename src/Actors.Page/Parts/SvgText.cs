using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Actors.Page.Parts;

/// <summary>A <c>text</c> element of a drawing; Razor keeps that tag's name for itself.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>What is written.</summary>
    [Parameter, EditorRequired]
    public string Says { get; set; } = "";

    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddMultipleAttributes(1, Attributes);
        builder.AddContent(2, Says);
        builder.CloseElement();
    }
}
