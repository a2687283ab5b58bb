/** Google Vertex AI: Gemini, Claude and others under one project, and Google's access tokens. */
@NullMarked
package dev.switchboard.provider.vertex;

import org.jspecify.annotations.NullMarked;
